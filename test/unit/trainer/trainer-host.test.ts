import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {folderRuns} from '../../../src/trainer/node/folder-runs.node.js';
import type {Trainer} from '../../../src/trainer/make-trainer';
import type {TrainerTrainOptions} from '../../../src/trainer/trainer-types';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PRESET, tinyImages, tinyTraining, trainerHere} from '../../support/tiny-trainer';

const root = temporaryDirectory();
let folders = 0;
const newFolder = (): string => join(root, `runs-${++folders}`);
const open = (folder = newFolder()): Promise<Trainer> => trainerHere({openRuns: folderRuns}, {folder});
const weightsOf = async (trainer: Trainer): Promise<Uint8Array | undefined> =>
  (await trainer.exportModel('safetensors'))['model.safetensors'];

/** Aborts after this step. */
function stopAfter(last: number): Pick<TrainerTrainOptions, 'signal' | 'onEvaluation'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvaluation: ({step}) => {
      if (step >= last) {
        controller.abort(new Error(`enough after step ${step}`));
      }
    },
  };
}

describe('trainerMethods', () => {
  it('trains, tells what happens, predicts, and hands out the network and its filters', async () => {
    const trainer = await open();
    const told: string[] = [];
    const report = await trainer.train({
      ...tinyTraining(),
      epochs: 30,
      onProgress: ({step}) => told.push(`step ${step}`),
      onEvaluation: ({step}) => told.push(`evaluation ${step}`),
    });
    expect(report).toMatchObject({steps: 60, epochs: 30, interrupted: false});
    expect(report.history.map(({step}) => step)).toEqual(Array.from({length: 60}, (_, i) => i + 1));
    expect(told).toEqual(expect.arrayContaining(['evaluation 2', 'evaluation 60', 'step 60']));
    const predictions = await trainer.predict(tinyImages(4, 9).images, {top: 1});
    expect(predictions.map(([best]) => best?.label)).toEqual(['dark', 'light', 'dark', 'light']);
    expect(Object.keys(await trainer.exportModel()).sort()).toEqual([
      'model.json',
      'preprocessing.json',
      'weights.bin',
    ]);
    const filters = await trainer.filters();
    expect(filters?.layer).toBe('conv1');
    expect(filters?.picture.data.length).toBe(4 * filters!.picture.width * filters!.picture.height);
    await trainer.dispose();
  });

  it('ends with the same bits whether a run was stopped and resumed by another trainer, or not', async () => {
    const whole = await open();
    const {history} = await whole.train({...tinyTraining(), epochs: 10});
    const folder = newFolder();
    const first = await open(folder);
    await expect(first.train({...tinyTraining(), epochs: 10, run: 'a', ...stopAfter(4)})).rejects.toThrow(
      'enough after step 4',
    );
    await first.dispose();
    const second = await open(folder);
    const [saved] = await second.listRuns();
    expect(saved).toMatchObject({name: 'a', settings: {epochs: 10}});
    // The signal crosses threads: the worker may be a step further.
    expect(saved?.step).toBeGreaterThanOrEqual(4);
    expect(saved?.step).toBeLessThan(20);
    const steps: number[] = [];
    const report = await second.resume('a', {onProgress: ({step}) => steps.push(step)});
    expect(steps[0]).toBe(1 + (saved?.step ?? 0));
    expect(report).toMatchObject({steps: 20, interrupted: false, history});
    expect(await weightsOf(second)).toEqual(await weightsOf(whole));
    await Promise.all([whole.dispose(), second.dispose()]);
  });

  it('saves a run when the trainer is disposed, and opens a finished run', async () => {
    const folder = newFolder();
    const first = await open(folder);
    const disposed: Promise<void>[] = [];
    const training = first.train({
      ...tinyTraining(),
      epochs: 50,
      run: 'a',
      onEvaluation: () => disposed.push(first.dispose()),
    });
    await expectAlexNetError(() => training, 'bad-state', 'disposed');
    await Promise.all(disposed);
    const second = await open(folder);
    expect((await second.listRuns())[0]?.step).toBeGreaterThanOrEqual(2);
    await second.removeRun('a');
    expect(await second.listRuns()).toEqual([]);
    await second.train({...tinyTraining(), epochs: 1, run: 'a'});
    await second.dispose();
    const third = await open(folder);
    expect(await third.resume('a')).toMatchObject({steps: 2});
    expect(await third.predict(tinyImages(1).images)).toHaveLength(1);
    await third.dispose();
  });

  it('begins no run over another one, and names what can be done instead', async () => {
    const trainer = await open();
    await trainer.train({...tinyTraining(), epochs: 1, run: 'a'});
    await expectAlexNetError(
      () => trainer.train({...tinyTraining(), epochs: 1, run: 'a'}),
      'bad-state',
      'already a run "a"',
      'trainer.resume("a")',
    );
    await expectAlexNetError(() => trainer.resume('b'), 'bad-argument', '"b"');
    await trainer.dispose();
  });

  it('trains one network at a time, and keeps the one before if a training stops before its first step', async () => {
    const trainer = await open();
    await expectAlexNetError(() => trainer.predict(tinyImages(1).images), 'bad-state', 'no network yet');
    await trainer.train({...tinyTraining(), epochs: 1});
    const before = await weightsOf(trainer);
    const controller = new AbortController();
    const running = trainer.train({...tinyTraining(), signal: controller.signal});
    await expectAlexNetError(() => trainer.train(tinyTraining()), 'bad-state', 'already running');
    controller.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    await expectAlexNetError(
      () => trainer.train({...tinyTraining(), preset: {...TINY_PRESET, layers: []}}),
      'bad-argument',
    );
    expect((await weightsOf(trainer))?.length).toBe(before?.length);
    await trainer.dispose();
  });

  it('throws the errors of the worker with their code and fields', async () => {
    const trainer = await open();
    await expectAlexNetError(
      () => trainer.train({...tinyTraining(), preset: 'alexnett'}),
      'bad-argument',
      'alexnett',
      'did you mean "alexnet"?',
    );
    await expectAlexNetError(
      () => trainer.train({...tinyTraining(), validation: undefined, patience: 2}),
      'bad-argument',
      'patience',
    );
    await trainer.dispose();
  });
});
