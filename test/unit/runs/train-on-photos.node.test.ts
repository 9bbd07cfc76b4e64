import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {chooseBackend} from '../../../src/backends/choose-backend.node.js';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import {trainOnPhotos} from '../../../src/runs/train-on-photos.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('trainOnPhotos', () => {
  let data = '';
  beforeAll(async () => {
    await chooseBackend();
    data = join(temporaryDirectory(), 'photos');
    await drawCatsAndDogs(data, {count: 30, seed: 1});
  });
  const run = (
    out: string,
    options: Partial<Parameters<typeof trainOnPhotos>[0]> = {},
  ): ReturnType<typeof trainOnPhotos> =>
    trainOnPhotos({
      data,
      out,
      preset: 'alexnet-mini',
      batchSize: 8,
      maxSteps: 5,
      evaluateEvery: 2,
      seed: 3,
      onWarning: () => undefined,
      ...options,
    });
  // Digests, as comparing megabytes by `toEqual` takes half a minute.
  const digests = (out: string): string[] => {
    const steps = readdirSync(join(out, 'checkpoints'))
      .filter(name => name.startsWith('step-'))
      .sort();
    return [
      join(out, 'history.csv'),
      ...['weights.bin', 'optimizer.bin'].map(file => join(out, 'checkpoints', steps.at(-1)!, file)),
    ].map(file => createHash('sha256').update(readFileSync(file)).digest('hex'));
  };

  it('writes a model directory whose history and weights a stop and a resume leave byte for byte the same', async () => {
    const directory = temporaryDirectory();
    const whole = join(directory, 'whole');
    await run(whole);
    expect(readdirSync(whole)).toEqual(
      expect.arrayContaining(['checkpoints', 'history.csv', 'logs', 'model.json', 'preprocessing.json']),
    );
    // 24 photos in batches of 8: step 2 is in the middle of an epoch, step 3 at its end.
    for (const stopAt of [1, 2, 3, 4]) {
      const stopped = join(directory, `stopped-${stopAt}`);
      const stop = new AbortController();
      const first = await run(stopped, {
        signal: stop.signal,
        onProgress: ({step}) => {
          if (step === stopAt) {
            stop.abort();
          }
        },
      });
      expect(first).toMatchObject({interrupted: true, steps: stopAt});
      await run(stopped, {resume: true});
      expect(digests(stopped)).toEqual(digests(whole));
    }
  });

  it.each([
    {what: 'features computed once', frozenViews: undefined},
    {what: 'random views in every epoch', frozenViews: 'random' as const},
  ])('does so with frozen layers and weights from elsewhere: $what', async ({frozenViews}) => {
    const directory = temporaryDirectory();
    const weights = join(directory, 'weights');
    await run(weights, {maxSteps: 1});
    const frozen = {weights, freeze: 'pool5', ...(frozenViews === undefined ? {} : {frozenViews})};
    const whole = join(directory, 'whole');
    await run(whole, frozen);
    for (const stopAt of [2, 3]) {
      const stopped = join(directory, `stopped-${stopAt}`);
      const stop = new AbortController();
      const first = await run(stopped, {
        ...frozen,
        signal: stop.signal,
        onProgress: ({step}) => {
          if (step === stopAt) {
            stop.abort();
          }
        },
      });
      expect(first).toMatchObject({interrupted: true, steps: stopAt});
      await run(stopped, {...frozen, resume: true});
      expect(digests(stopped)).toEqual(digests(whole));
    }
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
      ['fc8/kernel', 'fc8/bias'],
    ]);
  });

  it('refuses the directory of another run, and changes nothing there', async () => {
    const out = join(temporaryDirectory(), 'run');
    await run(out, {maxSteps: 1});
    const before = digests(out);
    const preprocessing = readFileSync(join(out, 'preprocessing.json'));
    await expectAlexNetError(() => run(out), 'bad-state', out);
    await expectAlexNetError(() => run(out, {resume: true, seed: 4}), 'bad-state', 'seed');
    expect(digests(out)).toEqual(before);
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
    expect(notes).toEqual([]);
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

  it('says so where there is nothing to resume', async () => {
    const out = join(temporaryDirectory(), 'misspelt');
    const notes: string[] = [];
    await run(out, {maxSteps: 1, resume: true, onNote: line => notes.push(line)});
    expect(notes).toEqual([`There is no checkpoint in ${out}: the run begins anew.`]);
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
