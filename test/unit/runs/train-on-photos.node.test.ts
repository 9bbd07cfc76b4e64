import {readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../support/matchers';
import {preparePhotoRuns, runDigests} from '../../support/photo-run';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('trainOnPhotos', () => {
  let run: Awaited<ReturnType<typeof preparePhotoRuns>>;
  beforeAll(async () => {
    const train = await preparePhotoRuns();
    // A small network: these laws are about files and words.
    run = (out, options) => train(out, {preset: 'lenet5', ...options});
  });

  it('writes a model directory with history, logs and checkpoints', async () => {
    const out = join(temporaryDirectory(), 'run');
    await run(out, {maxSteps: 1});
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['checkpoints', 'history.csv', 'logs', 'model.json', 'preprocessing.json']),
    );
  });

  it('keeps the order of the classes of its weights, and with it their last layer', async () => {
    const directory = temporaryDirectory();
    const [weights, again, other] = ['weights', 'again', 'other'].map(name => join(directory, name)) as [
      string,
      string,
      string,
    ];
    await run(weights, {maxSteps: 1, classes: ['dog', 'cat']});
    const kept = await run(again, {maxSteps: 1, weights});
    expect([kept.classes, kept.weights?.kept]).toEqual([['dog', 'cat'], []]);
    const asked = await run(other, {maxSteps: 1, weights, classes: ['cat', 'dog']});
    expect([asked.classes, asked.weights?.kept]).toEqual([
      ['cat', 'dog'],
      ['output/kernel', 'output/bias'],
    ]);
  });

  it('refuses the directory of another run, and changes nothing there', async () => {
    const out = join(temporaryDirectory(), 'run');
    await run(out, {maxSteps: 1});
    const before = runDigests(out);
    const preprocessing = readFileSync(join(out, 'preprocessing.json'));
    await expectAlexNetError(() => run(out), 'bad-state', out);
    await expectAlexNetError(() => run(out, {resume: true, seed: 4}), 'bad-state', 'seed');
    expect(runDigests(out)).toEqual(before);
    expect(readFileSync(join(out, 'preprocessing.json'))).toEqual(preprocessing);
  });

  it('completes a directory whose run was killed between the last checkpoint and the rest', async () => {
    const out = join(temporaryDirectory(), 'run');
    await run(out, {maxSteps: 1});
    const lost = ['model.json', 'preprocessing.json'];
    const before = lost.map(name => readFileSync(join(out, name), 'utf8'));
    lost.forEach(name => {
      rmSync(join(out, name));
    });
    const notes: string[] = [];
    await run(out, {maxSteps: 1, resume: true, onNote: line => notes.push(line)});
    expect(notes).toEqual([expect.stringContaining('cat 12 + 3, dog 12 + 3')]);
    expect(lost.map(name => readFileSync(join(out, name), 'utf8'))).toEqual(before);
  });

  it('refuses a number out of range before it reads a photo or a weight file', async () => {
    await expectAlexNetError(
      () => run('unused', {data: 'nowhere', weights: 'nowhere', batchSize: 0}),
      'bad-argument',
      'trainOnPhotos',
      'batchSize = 0',
    );
  });

  it('keeps as many of the best checkpoints as asked, beside the last', async () => {
    const out = join(temporaryDirectory(), 'run');
    await run(out, {evaluateEvery: 1, keep: 1});
    expect(readdirSync(join(out, 'checkpoints')).length).toBeLessThanOrEqual(2);
  });

  it('returns the result of a training whose report cannot be written, and says so', async () => {
    const warnings: string[] = [];
    const report = await run(join(temporaryDirectory(), 'run'), {
      maxSteps: 1,
      report: () => Promise.reject(new Error('the disk is full')),
      onWarning: text => warnings.push(text),
    });
    expect(report.steps).toBe(1);
    expect(warnings).toEqual([expect.stringMatching(/^the report could not be written.*the disk is full/)]);
  });

  it('says so where there is nothing to resume', async () => {
    const out = join(temporaryDirectory(), 'misspelt');
    const notes: string[] = [];
    await run(out, {maxSteps: 1, resume: true, onNote: line => notes.push(line)});
    expect(notes.slice(1)).toEqual([`There is no checkpoint in ${out}: the run begins anew.`]);
  });

  it('says that nothing is frozen where no layer up to the named one has weights', async () => {
    const warnings: string[] = [];
    const onWarning = (line: string): number => warnings.push(line);
    await run(join(temporaryDirectory(), 'run'), {maxSteps: 1, freeze: 'data', onWarning});
    expect(warnings).toEqual(['freeze "data": no layer up to there has weights, so nothing is frozen.']);
  });

  it('refuses a preset that does not exist before it reads a photo', async () => {
    await expectAlexNetError(
      () => run('unused', {preset: 'alexnot'}),
      'bad-argument',
      '"alexnot"',
      'alexnet',
    );
  });
});
