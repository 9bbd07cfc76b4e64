import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {buildModel} from '../../../src/models/build-model';
import {compressDense} from '../../../src/models/compress-dense';
import {readModelWeights} from '../../../src/models/model-weights';
import {PRESETS} from '../../../src/presets/presets';
import {randomTensor} from '../../support/against-cpu';
import {fillByFormula} from '../../support/formula-values';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';
import {withoutDraws} from '../../support/without-draws';

/** AlexNet's end on small images: fc6 [32, 24], fc7 [24, 20], fc8. */
function network(): tfl.LayersModel {
  const {layers} = PRESETS.alexnet!;
  const table = {
    ...withoutDraws(PRESETS.alexnet!),
    layers: [
      {kind: 'conv', name: 'conv1', filters: 8, kernelSize: 3, strides: 2, activation: 'relu'} as const,
      {kind: 'flatten', name: 'flatten'} as const,
      {kind: 'dense', name: 'fc6', units: 24, activation: 'relu'} as const,
      layers.find(({name}) => name === 'drop6')!,
      {kind: 'dense', name: 'fc7', units: 20, activation: 'relu', useBias: false} as const,
      {kind: 'dense', name: 'fc8', units: 'classes'} as const,
      {kind: 'softmax', name: 'prob'} as const,
    ],
  };
  const model = buildModel(table, {inputShape: [5, 5, 3], classes: 7, seed: 1});
  fillByFormula(model);
  return model;
}

const images = (): tf.Tensor => randomTensor([6, 5, 5, 3] as never, 'images');
const predict = (model: tfl.LayersModel): Float32Array =>
  tf.tidy(() => (model.predict(images()) as tf.Tensor).dataSync() as Float32Array);

describe('compressDense', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('puts two layers in the place of one, the second under its name, with its bias and activation', async () => {
    const model = network();
    const {model: small, report} = await compressDense(model, {ranks: {fc6: 5, fc7: 4}});
    expect(small.layers.map(({name}) => name)).toEqual([
      'data',
      'conv1',
      'flatten',
      'fc6/basis',
      'fc6',
      'drop6',
      'fc7/basis',
      'fc7',
      'fc8',
      'prob',
    ]);
    expect(small.getLayer('fc6/basis').getConfig()).toMatchObject({activation: 'linear', useBias: false});
    expect(small.getLayer('fc6').getConfig()).toMatchObject({activation: 'relu', useBias: true});
    const sizes = [32 * 24 + 24, 24 * 20, 5 * (32 + 24) + 24, 4 * (24 + 20)];
    expect(report.layers).toMatchObject([
      {name: 'fc6', shape: [32, 24], rank: 5, parametersBefore: sizes[0], parametersAfter: sizes[2]},
      {name: 'fc7', shape: [24, 20], rank: 4, parametersBefore: sizes[1], parametersAfter: sizes[3]},
    ]);
    expect(report.parametersBefore).toBe(model.countParams());
    expect(report.parametersAfter).toBe(small.countParams());
    expect(report.parametersBefore - report.parametersAfter).toBe(
      sizes[0]! + sizes[1]! - sizes[2]! - sizes[3]!,
    );
    // The error that is stated is that of the kernels that are there.
    const weights = new Map((await readModelWeights(small)).map(array => [array.name, array]));
    const kernel = (name: string): tf.Tensor2D => {
      const {data, shape} = weights.get(`${name}/kernel`)!;
      return tf.tensor2d(data, shape as [number, number]);
    };
    const [error] = tf.tidy(() => {
      const whole = model.getLayer('fc6').getWeights()[0]!;
      const product = tf.matMul(kernel('fc6/basis'), kernel('fc6'));
      return tf.div(tf.norm(tf.sub(whole, product)), tf.norm(whole)).dataSync();
    });
    expect(report.layers[0]!.relativeError).toBeCloseTo(error!, 5);
    expect(error).toBeGreaterThan(0.05);
  });

  it('is the same network at full rank, and errs more the lower the rank', async () => {
    const model = network();
    const full = await compressDense(model, {ranks: {fc6: 24, fc7: 20}, images: images()});
    expectClose(predict(full.model), predict(model), 1e-5);
    expect(full.report.logits.relative).toBeLessThan(1e-5);
    expect(full.report.logits.sameBest).toBe(1);
    let last = full.report;
    for (const rank of [18, 12, 6, 2]) {
      const {report} = await compressDense(model, {ranks: {fc6: rank}, images: images()});
      expect(report.layers[0]!.relativeError).toBeGreaterThan(last.layers[0]!.relativeError);
      expect(report.logits.relative).toBeGreaterThan(last.logits.relative);
      expect(report.logits.largest).toBeGreaterThan(0);
      last = report;
    }
  });

  it('leaves the model as it is, saves and opens, and takes a sequential one that begins with a dense layer', async () => {
    const model = network();
    const before = [predict(model), model.layers.length];
    const {model: small} = await compressDense(model, {ranks: {fc6: 8}});
    expect([predict(model), model.layers.length]).toEqual(before);
    const opened = await saveAndLoad(small);
    expect(predict(opened)).toEqual(predict(small));
    const sequential = tfl.sequential({
      layers: [
        tfl.layers.dense({name: 'wide', inputShape: [12], units: 10, activation: 'tanh'}),
        tfl.layers.dense({name: 'end', units: 3}),
      ],
    });
    const {model: narrow, report} = await compressDense(sequential, {ranks: {wide: 10}});
    expect(narrow.layers.map(({name}) => name)).toEqual(['wide/basis', 'wide', 'end']);
    expect(report.logits.relative).toBeLessThan(1e-5);
  });

  it('leaves no tensor but the weights of the new model', async () => {
    const model = network();
    await compressDense(model, {ranks: {fc7: 3}}).then(({model: small}) => small.dispose());
    await expectNoLeak(async () => {
      const {model: small} = await compressDense(model, {ranks: {fc7: 3}});
      small.dispose();
    });
  });

  it('refuses layers that there are not, that are not dense, ranks beyond the matrix, and nothing', async () => {
    const model = network();
    const refused = (ranks: Record<string, number>, ...texts: string[]): Promise<unknown> =>
      expectAlexNetError(() => compressDense(model, {ranks}), 'bad-argument', ...texts);
    await refused({fc66: 3}, 'fc66', 'fc6');
    await refused({conv1: 3}, 'conv1', 'fc6, fc7, fc8');
    await refused({fc6: 25}, 'rank of fc6', '25', '24');
    await refused({fc6: 0}, 'rank of fc6');
    await refused({}, 'no layer is named', 'fc6, fc7, fc8');
  });
});
