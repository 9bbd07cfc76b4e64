import '@tensorflow/tfjs-backend-cpu';
import type * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../../src/optimizers/momentum-sgd';
import {evaluateModel} from '../../../../src/evaluation/evaluate-model';
import {readModelWeights} from '../../../../src/models/model-weights';
import {freezeLayers} from '../../../../src/training/frozen/freeze-layers';
import {frozenFeatureBytes, frozenInput} from '../../../../src/training/frozen/frozen-features';
import {resolveTrainOptions} from '../../../../src/training/resolve-train-options';
import {train} from '../../../../src/training/train';
import type {FrozenViews, TrainOptions} from '../../../../src/training/train-options';
import type {TrainingInput} from '../../../../src/training/training-input';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../../support/matchers';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../../support/tiny-run';

const data = tinySource(12);
const validation = tinySource(7, 8);
const frozenModel = (): tfl.LayersModel => {
  const model = tinyModel();
  freezeLayers(model, 'conv1');
  return model;
};
const inputOf = (model: tfl.LayersModel, of: TrainOptions): TrainingInput => {
  const resolved = resolveTrainOptions(of);
  return frozenInput(model, resolved.frozenFeatures!, resolved);
};
const options = (views: FrozenViews = 1): TrainOptions => ({
  data,
  validation,
  preprocessing: TINY_PREPROCESSING,
  batchSize: 5,
  seed: 3,
  frozenFeatures: {boundary: 'flatten', views},
});

describe('training on the features of frozen layers', () => {
  it.each(['mixup', 'cutmix'] as const)('refuses %s, which mixes images, and says what to do', async name => {
    await expectAlexNetError(
      () => resolveTrainOptions({...options(), [name]: 0.2}),
      'bad-argument',
      `${name} = 0.2`,
      '--frozen-views random',
    );
    expect(resolveTrainOptions({...options(), [name]: 0}).frozenFeatures).toMatchObject({
      boundary: 'flatten',
    });
  });

  it('has the same weights as training on the central crops of the images', async () => {
    const fc = ({name}: {name: string}): boolean => name === 'fc/kernel';
    const run = async (cached: boolean): Promise<Float32Array> => {
      const model = frozenModel();
      const {frozenFeatures, ...rest} = options();
      await train(model, {
        ...rest,
        optimizer: momentumSGD({learningRate: 0.05}),
        epochs: 4,
        ...(cached ? {frozenFeatures} : {augmentation: {crop: false, flip: false, colorStddev: 0}}),
      });
      return (await readModelWeights(model)).find(fc)?.data ?? new Float32Array();
    };
    const [cached, computed] = [await run(true), await run(false)];
    expectClose(cached, computed, 1e-5);
    // The last layer has changed; equality of two untrained networks would prove nothing.
    expect(cached).not.toEqual((await readModelWeights(frozenModel())).find(fc)?.data);
  });

  it('scores the validation set as evaluateModel does', async () => {
    const model = frozenModel();
    const input = inputOf(model, options());
    await input.prepare();
    const {top1, loss} = await evaluateModel(model, validation, {preprocessing: TINY_PREPROCESSING});
    const found = await input.evaluate!();
    expect(found.accuracy).toBe(top1);
    expect(found.loss).toBeCloseTo(loss, 6);
  });

  it.each([1, 2, 10] as const)('passes each image %i times and no more, and leaks nothing', async views => {
    const model = frozenModel();
    let passed = 0;
    const progress: number[] = [];
    const conv = model.getLayer('conv1');
    const call = conv.call.bind(conv);
    conv.call = (inputs, kwargs) => {
      const [images] = Array.isArray(inputs) ? inputs : [inputs];
      passed += images?.shape[0] ?? 0;
      return call(inputs, kwargs);
    };
    await train(model, {
      ...options(views),
      optimizer: momentumSGD({learningRate: 0.05}),
      epochs: 3,
      frozenFeatures: {boundary: 'flatten', views, onProgress: done => progress.push(done)},
    });
    expect(passed).toBe(12 * views + 7);
    expect(progress.at(-1)).toBe(19);
    const input = inputOf(model, options(views));
    await expectNoLeak(async () => {
      await input.prepare();
      (await input.batch({epoch: 0, indices: [1, 2]})).dispose();
      await input.evaluate!();
    });
  });

  it('does not take the time of the features, nor of the first evaluation, for that of the steps', async () => {
    let clock = 0;
    const left: number[] = [];
    await train(frozenModel(), {
      ...options(),
      optimizer: momentumSGD({learningRate: 0.05}),
      epochs: 2,
      evaluateStart: true,
      frozenFeatures: {boundary: 'flatten', onProgress: () => (clock += 100_000)},
      onEvaluation: () => {
        clock += 50_000;
      },
      // Time passes here where it is asked for.
      now: () => ++clock,
      onProgress: ({secondsLeft}) => {
        left.push(secondsLeft);
      },
    });
    // Six steps of a few milliseconds each; an evaluation between them counts.
    expect(left[0]).toBeLessThan(1);
    expect(left[3]).toBeGreaterThan(10);
  });

  it('draws the views of an image by its epoch, the center and its mirror image among them', async () => {
    const model = frozenModel();
    const input = (views: FrozenViews): TrainingInput => inputOf(model, options(views));
    const [one, two, ten] = [input(1), input(2), input(10)];
    await Promise.all([one, two, ten].map(each => each.prepare()));
    const rows = async (from: TrainingInput): Promise<Set<string>> => {
      const found = new Set<string>();
      for (let epoch = 0; epoch < 60; epoch++) {
        const values = (await from.batch({epoch, indices: [4]})).dataSync();
        found.add([...values].map(value => value.toFixed(3)).join());
      }
      return found;
    };
    const [center, both, all] = [await rows(one), await rows(two), await rows(ten)];
    expect([center.size, both.size]).toEqual([1, 2]);
    expect(all.size).toBeGreaterThan(8);
    expect([...center].every(row => both.has(row))).toBe(true);
    expect([...both].every(row => all.has(row))).toBe(true);
  });

  it('stops between two batches when it is told to', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    const aborted = {...options(), signal: stop};
    const input = inputOf(frozenModel(), aborted);
    await expect(input.prepare()).rejects.toThrow('enough');
  });

  it('says beforehand what the features will take', () => {
    // 3 · 3 · 4 numbers of 4 bytes behind a pool of 6 × 6.
    expect(frozenFeatureBytes(frozenModel(), 'flatten', 10, 2)).toBe(4 * 10 * 2 * 36);
  });
});
