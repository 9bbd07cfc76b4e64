import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {GradientStep} from '../../../src/training/gradient-step';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

/** One dense layer on [1, 2, 1] images: small enough to compute by hand. */
function dense(regularizer?: ReturnType<typeof tfl.regularizers.l2>): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.flatten({inputShape: [1, 2, 1]}),
      tfl.layers.dense({units: 2, kernelInitializer: 'zeros', kernelRegularizer: regularizer}),
      tfl.layers.softmax(),
    ],
  });
  return model;
}

const images = () => tf.tensor4d([1, 2, 3, -1], [2, 1, 2, 1]);

describe('GradientStep', () => {
  it('takes the step of the formula: w ← w − ε · xᵀ(p − y) / n', async () => {
    const model = dense();
    const optimizer = tf.train.sgd(0.5);
    const x = images();
    const {loss, accuracy} = await new GradientStep(model, optimizer).run(x, [0, 1]);
    // All weights 0: p = ½ for both classes, and class 0 is the first of two equals.
    expectClose([loss, accuracy], [Math.LN2, 0.5]);
    // xᵀ(p − y) / n: column 0 is (1·(½−1) + 3·½, 2·(½−1) − 1·½) / 2.
    const [g1, g2] = [(-0.5 + 1.5) / 2, (-1 - 0.5) / 2];
    expectClose(await model.weights[0]!.read().data(), [-0.5 * g1, 0.5 * g1, -0.5 * g2, 0.5 * g2]);
    x.dispose();
    model.dispose();
  });

  it('adds the penalties of the layers to the gradient, not to the loss that it reports', async () => {
    const model = dense(tfl.regularizers.l2({l2: 1}));
    model.setWeights([tf.tensor2d([2, 0, 0, 0], [2, 2]), tf.zeros([2])]);
    const x = tf.zeros<tf.Rank.R4>([2, 1, 2, 1]);
    const {loss} = await new GradientStep(model, tf.train.sgd(0.25)).run(x, [0, 1]);
    expectClose([loss], [Math.LN2]);
    // d/dw w² = 4, times 0.25.
    expectClose(await model.weights[0]!.read().data(), [1, 0, 0, 0]);
    x.dispose();
    model.dispose();
  });

  it('weights the losses of the images and divides by their number, as Keras does', async () => {
    const model = dense();
    const x = images();
    const {loss} = await new GradientStep(model, tf.train.sgd(0.5)).run(x, [0, 1], {weights: [3, 0.5]});
    // The reported loss has no weights.
    expectClose([loss], [Math.LN2]);
    // xᵀ(w · (p − y)) / n, with weights 3 and ½.
    const [g1, g2] = [(3 * -0.5 + 0.5 * 1.5) / 2, (3 * -1 + 0.5 * -0.5) / 2];
    expectClose(await model.weights[0]!.read().data(), [-0.5 * g1, 0.5 * g1, -0.5 * g2, 0.5 * g2]);
    x.dispose();
    model.dispose();
  });

  it('smooths labels: the target has 1 − ε + ε / K at the label and ε / K elsewhere', async () => {
    const model = dense();
    const x = images();
    const {loss} = await new GradientStep(model, tf.train.sgd(0.5), undefined, 0.2).run(x, [0, 1]);
    expectClose([loss], [Math.LN2]);
    // xᵀ(p − t) / n with t = 0.9 and 0.1.
    const [g1, g2] = [(-0.4 + 3 * 0.4) / 2, (2 * -0.4 - 0.4) / 2];
    expectClose(await model.weights[0]!.read().data(), [-0.5 * g1, 0.5 * g1, -0.5 * g2, 0.5 * g2]);
    x.dispose();
    model.dispose();
  });

  it('has the same loss with weights as without where labels are smoothed and mixed', async () => {
    const [plain, weighted] = [dense(), dense()];
    const kernel = tf.tensor2d([1, -2, 0.5, 3], [2, 2]);
    const x = images();
    const mixed = {labels: [1, 0], fraction: 0.3};
    const run = (model: tfl.LayersModel, weights?: number[]) => {
      model.setWeights([kernel, tf.zeros([2])]);
      return new GradientStep(model, tf.train.sgd(0), undefined, 0.1).run(x, [0, 1], {weights, mixed});
    };
    const found = await run(plain);
    expectClose([(await run(weighted, [3, 0.5])).loss], [found.loss]);
    // Of a mixed image the label of the larger part counts: here the other one.
    expect(found.accuracy).toBe(1 - (await new GradientStep(plain, tf.train.sgd(0)).run(x, [0, 1])).accuracy);
    x.dispose();
    kernel.dispose();
    plain.dispose();
    weighted.dispose();
  });

  it('with weights of 1 takes the same step as without', async () => {
    const [plain, weighted] = [dense(), dense()];
    const x = images();
    await new GradientStep(plain, tf.train.sgd(0.5)).run(x, [0, 1]);
    await new GradientStep(weighted, tf.train.sgd(0.5)).run(x, [0, 1], {weights: [1, 1]});
    expect(await weighted.weights[0]!.read().data()).toEqual(await plain.weights[0]!.read().data());
    x.dispose();
    plain.dispose();
    weighted.dispose();
  });

  it('leaks no tensor', async () => {
    const model = dense();
    const step = new GradientStep(model, tf.train.sgd(0.5));
    const x = images();
    await step.run(x, [0, 1]);
    await expectNoLeak(() => step.run(x, [0, 1]));
    x.dispose();
    model.dispose();
  });

  it('refuses a model that has nothing to train', async () => {
    const model = dense();
    model.trainable = false;
    await expectAlexNetError(() => new GradientStep(model, tf.train.sgd(1)), 'bad-argument', 'all frozen');
    model.dispose();
  });
});
