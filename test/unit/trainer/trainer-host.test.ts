import '@tensorflow/tfjs-backend-cpu';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {parseWeightFile} from '../../../src/formats/parse-weight-file';
import type {TrainerPreparing, TrainerSample} from '../../../src/trainer/network-types';
import {folderRuns} from '../../../src/trainer/node/folder-runs.node.js';
import type {Trainer} from '../../../src/trainer/trainer';
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

/** Aborts at this step. */
function stopAtProgress(last: number): Pick<TrainerTrainOptions, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({step}) => {
      if (step >= last) {
        controller.abort(new Error('enough'));
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
    expect(filters?.image.data.length).toBe(4 * filters!.image.width * filters!.image.height);
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

  it('starts from a weight file, trains the last layer alone, and resumes to the same bits from the start or later', async () => {
    const base = await open();
    await base.train({...tinyTraining(), epochs: 2});
    const weights = (await base.exportModel('safetensors'))['model.safetensors']!;
    const pretrained = (): TrainerTrainOptions => ({
      ...tinyTraining(),
      classes: ['black', 'white'],
      weights: weights.slice(),
      freeze: true,
      epochs: 4,
    });
    const told = new Set<string>();
    const onPreparing = ({part, done, total}: TrainerPreparing): void => {
      if (done === total) {
        told.add(`${part} ${done}`);
      }
    };
    const first = await base.train({...pretrained(), onPreparing});
    expect([...told]).toEqual(['images 24', 'features 24']);
    const after = await weightsOf(base);
    const [old, trained] = await Promise.all([weights, after!].map(bytes => parseWeightFile(bytes)));
    const same = old!.arrays.filter(({data}, at) =>
      data.every((value, i) => value === trained!.arrays[at]!.data[i]),
    );
    expect(same.map(({name}) => name)).toEqual(['conv1/kernel', 'conv1/bias', 'fc1/kernel', 'fc1/bias']);

    const folder = newFolder();
    const second = await open(folder);
    // Stopped once before a checkpoint, once after one.
    await expect(
      second.train({...pretrained(), run: 'a', checkpointEvery: 100, ...stopAtProgress(1)}),
    ).rejects.toThrow('enough');
    expect(await second.listRuns()).toMatchObject([{name: 'a', isFinished: false}]);
    await rm(join(folder, 'a', 'checkpoints'), {recursive: true, force: true});
    await expect(second.resume('a', stopAfter(4))).rejects.toThrow('enough');
    const {history} = await second.resume('a');
    expect(history).toEqual(first.history);
    expect(await weightsOf(second)).toEqual(after);
    expect(await second.listRuns()).toMatchObject([{isFinished: true}]);
    await Promise.all([base.dispose(), second.dispose()]);
  });

  it('ends a training that is stopped with its report, and keeps the network before if there was no step', async () => {
    const trainer = await open();
    await trainer.stop();
    const report = await trainer.train({
      ...tinyTraining(),
      epochs: 1000,
      onEvaluation: () => void trainer.stop(),
    });
    expect(report.interrupted).toBe(true);
    expect(report.steps).toBeGreaterThan(0);
    const before = await weightsOf(trainer);
    const training = trainer.train(tinyTraining());
    void trainer.stop();
    await expectAlexNetError(() => training, 'bad-state', 'stopped before its first step');
    expect(await weightsOf(trainer)).toEqual(before);
    await trainer.dispose();
  });

  it('shows the filters and predictions on the validation set while it trains, and only to who listens', async () => {
    const trainer = await open();
    const samples: TrainerSample[][] = [];
    const layers: string[] = [];
    await trainer.train({
      ...tinyTraining(),
      epochs: 1,
      onPredictions: predictions => samples.push(predictions),
      onFilters: ({layer}) => layers.push(layer),
    });
    // Before the first step, after the evaluation, at the end.
    expect(layers).toEqual(['conv1', 'conv1', 'conv1']);
    expect(samples).toHaveLength(2);
    expect(samples[0]!.map(({index, label}) => [index, label])).toEqual(
      Array.from({length: 8}, (_, index) => [index, index % 2]),
    );
    expect(samples[0]![0]!.top).toHaveLength(2);
    await trainer.dispose();
  });

  it('hands out the images of a saved run', async () => {
    const trainer = await open();
    const {images, labels} = tinyImages(16);
    await trainer.train({...tinyTraining(), epochs: 1, run: 'a'});
    const {settings, training, validation} = await trainer.readRun('a');
    expect(settings).toMatchObject({epochs: 1, batchSize: 8});
    expect([training.labels, training.names[1], validation?.images.length]).toEqual([labels, '1', 8]);
    const [{data, width}, first] = [training.images[0]!, images[0]!];
    expect([width, ...data.subarray(0, 3)]).toEqual([first.width, ...first.data.subarray(0, 3)]);
    await expectAlexNetError(() => trainer.readRun('b'), 'bad-argument', '"b"');
    await trainer.dispose();
  });

  it('changes the backend with its network, and keeps the one before if the new one cannot start', async () => {
    const started: (string | undefined)[] = [];
    const trainer = await trainerHere({
      openRuns: folderRuns,
      startBackend: async ({backend}) => {
        started.push(backend);
        if (backend === 'broken') {
          throw new Error('no such card');
        }
        await tf.setBackend('cpu');
        return {backend: backend ?? 'cpu'};
      },
    });
    await trainer.train({...tinyTraining(), epochs: 1});
    const before = await trainer.predict(tinyImages(2).images);
    expect(await trainer.setBackend('other')).toEqual({backend: 'other'});
    expect(trainer.backend).toEqual({backend: 'other'});
    expect(await trainer.predict(tinyImages(2).images)).toEqual(before);
    expect((await trainer.evaluate()).count).toBe(8);
    await expect(trainer.setBackend('broken')).rejects.toThrow('no such card');
    expect([trainer.backend.backend, tf.getBackend()]).toEqual(['other', 'cpu']);
    expect(await trainer.predict(tinyImages(2).images)).toEqual(before);
    const training = trainer.train({...tinyTraining(), epochs: 1});
    await expectAlexNetError(() => trainer.setBackend('cpu'), 'bad-state', 'already running');
    await training;
    expect(started).toEqual([undefined, 'other', 'broken']);
    await trainer.dispose();
  });
});
