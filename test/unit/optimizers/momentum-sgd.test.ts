import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {MomentumSGD, momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {registerOptimizers} from '../../../src/optimizers/register-optimizers';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

let named = 0;
/** A variable with a name of its own in the process. */
const variable = (values: number[], name = `w${named++}/kernel`): tf.Variable =>
  tf.variable(tf.tensor1d(values), true, name);
const gradient = (w: tf.Variable, values: number[]): Record<string, tf.Tensor> => ({
  [w.name]: tf.tensor1d(values),
});

const STEPS = 50;
const DROP = 20;
const rateAt = (step: number): number => (step < DROP ? 0.1 : 0.01);
/** An odd sequence of gradients, so that no two steps are alike. */
const pullAt = (step: number, i: number): number => Math.sin(step * 1.7 + i) + 0.3 * i;

/** The paper's rule in plain numbers. */
function paperRule(start: readonly number[], weightDecay: number): number[][] {
  const w = [...start];
  const v = w.map(() => 0);
  return Array.from({length: STEPS}, (_, step) => {
    const rate = rateAt(step);
    for (let i = 0; i < w.length; i++) {
      v[i] = 0.9 * v[i]! - weightDecay * rate * w[i]! - rate * pullAt(step, i);
      w[i] = w[i]! + v[i]!;
    }
    return [...w];
  });
}

function makeModel(): tfl.Sequential {
  return tfl.sequential({
    layers: [
      tfl.layers.dense({
        units: 3,
        inputShape: [4],
        name: 'fc1',
        kernelInitializer: 'ones',
        activation: 'relu',
      }),
      tfl.layers.dense({units: 2, name: 'fc2', kernelInitializer: 'ones', activation: 'softmax'}),
    ],
  });
}

async function fitOnce(model: tfl.LayersModel): Promise<void> {
  const [x, y] = [tf.tensor2d([[1, 2, 3, 4]]), tf.tensor2d([[1, 0]])];
  await model.fit(x, y, {epochs: 1});
  tf.dispose([x, y]);
}

function asMomentumSGD(optimizer: tf.Optimizer): MomentumSGD {
  return optimizer instanceof MomentumSGD ? optimizer : expect.fail('not a MomentumSGD');
}

const valuesOf = (optimizer: MomentumSGD): Record<string, number[]> =>
  Object.fromEntries(optimizer.getState().map(({name, tensor}) => [name, Array.from(tensor.dataSync())]));

describeOnBackends('MomentumSGD', () => {
  beforeAll(registerOptimizers);

  it('has the expected defaults', () => {
    expect(momentumSGD().getConfig()).toEqual({
      learningRate: 0.01,
      momentum: 0.9,
      weightDecay: 0.0005,
      multipliers: [],
    });
  });

  it('equals the rule of the paper over 50 steps with a drop of the learning rate', () => {
    const start = [1, -2, 0.5];
    const w = variable(start);
    const optimizer = momentumSGD({weightDecay: 0.05});
    paperRule(start, 0.05).forEach((expected, step) => {
      optimizer.learningRate = rateAt(step);
      optimizer.applyGradients(
        gradient(
          w,
          start.map((_, i) => pullAt(step, i)),
        ),
      );
      expectClose(w.dataSync(), expected, 3e-6);
    });
    expect(optimizer.iterations).toBe(STEPS);
  });

  it("equals tfjs's momentum without decay until the learning rate drops, and not from then on", () => {
    const [ours, theirs] = [variable([1, 2]), variable([1, 2])];
    const optimizer = momentumSGD({weightDecay: 0});
    const stock = tf.train.momentum(0.1, 0.9);
    for (let step = 0; step < STEPS; step++) {
      optimizer.learningRate = rateAt(step);
      (stock as unknown as {setLearningRate(rate: number): void}).setLearningRate(rateAt(step));
      const pulls = [pullAt(step, 0), pullAt(step, 1)];
      optimizer.applyGradients(gradient(ours, pulls));
      stock.applyGradients([{name: theirs.name, tensor: tf.tensor1d(pulls)}]);
      const [a, b] = [ours.dataSync(), theirs.dataSync()];
      if (step < DROP) {
        expectClose(a, b, 1e-5);
      } else {
        expect(Math.abs(a[0]! - b[0]!)).toBeGreaterThan(0.01);
      }
    }
  });

  it('takes gradients as a map or as a list, and passes over a variable without one', () => {
    const [a, b] = [variable([1]), variable([1])];
    const optimizer = momentumSGD({learningRate: 0.5, weightDecay: 0});
    optimizer.applyGradients([
      {name: a.name, tensor: tf.tensor1d([1])},
      {name: b.name, tensor: null as unknown as tf.Tensor},
    ]);
    expect(a.dataSync()[0]).toBe(0.5);
    expect(b.dataSync()[0]).toBe(1);
  });

  it('minimizes through tf.variableGrads', () => {
    const w = variable([3]);
    const optimizer = momentumSGD({learningRate: 0.1});
    for (let step = 0; step < 200; step++) {
      optimizer.minimize(() => tf.sum<tf.Scalar>(tf.square(tf.sub(w, 1))), false, [w]);
    }
    // Decay pulls the minimum of (w − 1)² + 0.0005/2 · w² to 1 / 1.00025.
    expect(w.dataSync()[0]).toBeCloseTo(1 / 1.00025, 3);
  });

  it("equals PyTorch's SGD with nesterov and weight_decay, at one learning rate", () => {
    const w = variable([1, -2]);
    const optimizer = momentumSGD({learningRate: 0.1, weightDecay: 0.05, nesterov: true});
    // torch.optim.SGD: d = g + decay · w; b = 0.9 · b + d; w −= rate · (d + 0.9 · b).
    const [theirs, buffer] = [
      [1, -2],
      [0, 0],
    ];
    for (let step = 0; step < STEPS; step++) {
      const pulls = [pullAt(step, 0), pullAt(step, 1)];
      optimizer.applyGradients(gradient(w, pulls));
      pulls.forEach((pull, i) => {
        const d = pull + 0.05 * theirs[i]!;
        buffer[i] = 0.9 * buffer[i]! + d;
        theirs[i] = theirs[i]! - 0.1 * (d + 0.9 * buffer[i]);
      });
      expectClose(w.dataSync(), theirs, 3e-6);
    }
    optimizer.dispose();
  });

  it.each([
    ['clipNorm', [0.6, 0.8], [1]],
    ['clipValue', [1, 1], [1]],
    ['globalClipNorm', [3 / 13, 4 / 13], [12 / 13]],
  ])('limits gradients by %s before decay and multipliers', async (name, first, second) => {
    const [a, b] = [variable([1, 1]), variable([1])];
    const gradients = [
      {name: a.name, tensor: tf.tensor1d([3, 4])},
      {name: b.name, tensor: tf.tensor1d([12])},
    ];
    const optimizer = momentumSGD({
      learningRate: 0.5,
      weightDecay: 0.25,
      multipliers: {[a.name]: {learningRate: 2}},
      [name]: 1,
    });
    await expectNoLeak(() => {
      optimizer.applyGradients(gradients);
    }, 2);
    expectClose(
      a.dataSync(),
      first.map(g => 1 - 2 * 0.5 * (0.25 + g)),
    );
    expectClose(
      b.dataSync(),
      second.map(g => 1 - 0.5 * (0.25 + g)),
    );
    optimizer.dispose();
  });

  it('trains a model with nesterov and a limit, and is saved and loaded with both', async () => {
    const model = makeModel();
    const optimizer = momentumSGD({learningRate: 0.1, nesterov: true, globalClipNorm: 0.5});
    model.compile({optimizer, loss: 'categoricalCrossentropy'});
    await fitOnce(model);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(artifacts => {
        saved = artifacts;
        return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
      }),
      {includeOptimizer: true},
    );
    const artifacts = JSON.parse(JSON.stringify({...saved, weightData: undefined})) as tf.io.ModelArtifacts;
    const loaded = await tfl.loadLayersModel({
      load: () => Promise.resolve({...artifacts, weightData: saved!.weightData!}),
    });
    expect(asMomentumSGD(loaded.optimizer).getConfig()).toEqual({
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 0.0005,
      multipliers: [],
      nesterov: true,
      globalClipNorm: 0.5,
    });
    await fitOnce(model);
    await fitOnce(loaded);
    expect(valuesOf(asMomentumSGD(loaded.optimizer))).toEqual(valuesOf(optimizer));
    model.dispose();
    loaded.dispose();
  });

  it('applies multipliers by weight name', () => {
    const [kernel, bias] = [variable([1], 'multiplied/kernel_1'), variable([1], 'multiplied/bias_1')];
    const optimizer = momentumSGD({
      learningRate: 0.1,
      weightDecay: 0.5,
      multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}, 'multiplied/kernel': {learningRate: 3}},
    });
    optimizer.applyGradients([
      {name: kernel.name, tensor: tf.tensor1d([1])},
      {name: bias.name, tensor: tf.tensor1d([1])},
    ]);
    expectClose(kernel.dataSync(), [1 - 0.3 * (0.5 + 1)]);
    expectClose(bias.dataSync(), [1 - 0.2]);
    tf.dispose([kernel, bias]);
  });

  it('moves nothing at learning rate 0, but by what the velocity still holds', () => {
    const w = variable([1]);
    const optimizer = momentumSGD({learningRate: 0});
    optimizer.applyGradients(gradient(w, [5]));
    expect(w.dataSync()[0]).toBe(1);
    optimizer.learningRate = 0.1;
    optimizer.applyGradients(gradient(w, [5]));
    const moved = w.dataSync()[0]!;
    optimizer.learningRate = 0;
    optimizer.applyGradients(gradient(w, [5]));
    expect(w.dataSync()[0]).toBeCloseTo(moved + 0.9 * (moved - 1), 5);
  });

  it('trains in model.compile, and keeps the velocity of a layer that is frozen for a while', async () => {
    const model = makeModel();
    const optimizer = momentumSGD({learningRate: 0.01});
    const compile = (): void => {
      model.compile({optimizer, loss: 'categoricalCrossentropy'});
    };
    compile();
    await fitOnce(model);
    const before = valuesOf(optimizer);
    expect(Object.keys(before).sort()).toEqual(['fc1/bias', 'fc1/kernel', 'fc2/bias', 'fc2/kernel']);
    model.layers[0]!.trainable = false;
    compile();
    const frozen = Array.from(model.layers[0]!.getWeights()[0]!.dataSync());
    await fitOnce(model);
    const during = valuesOf(optimizer);
    expect(Array.from(model.layers[0]!.getWeights()[0]!.dataSync())).toEqual(frozen);
    expect(during['fc1/kernel']).toEqual(before['fc1/kernel']);
    expect(during['fc2/kernel']).not.toEqual(before['fc2/kernel']);
    model.layers[0]!.trainable = true;
    compile();
    await fitOnce(model);
    expect(valuesOf(optimizer)['fc1/kernel']).not.toEqual(before['fc1/kernel']);
    model.dispose();
    optimizer.dispose();
  });

  it('serves two models of the same layer names without mixing them', async () => {
    const optimizer = momentumSGD();
    const models = [makeModel(), makeModel()];
    for (const model of models) {
      model.compile({optimizer, loss: 'categoricalCrossentropy'});
      await fitOnce(model);
    }
    expect(optimizer.getState().length).toBe(8);
    expect(new Set(optimizer.getState().map(({name}) => name)).size).toBe(8);
    models[0]!.dispose();
    expect(Object.keys(valuesOf(optimizer)).sort()).toEqual([
      'fc1/bias',
      'fc1/kernel',
      'fc2/bias',
      'fc2/kernel',
    ]);
    models[1]!.dispose();
    optimizer.dispose();
  });

  it('resumes from its saved state as if it had not stopped, in a model made later', async () => {
    const straight = makeModel();
    const first = momentumSGD({learningRate: 0.1});
    straight.compile({optimizer: first, loss: 'categoricalCrossentropy'});
    await fitOnce(straight);
    const weights = straight.getWeights().map(weight => weight.clone());
    const resumed = makeModel();
    resumed.setWeights(weights);
    const second = momentumSGD({learningRate: 0.1});
    second.setState(first.getState());
    second.iterations = first.iterations;
    resumed.compile({optimizer: second, loss: 'categoricalCrossentropy'});
    await fitOnce(straight);
    await fitOnce(resumed);
    straight.getWeights().forEach((weight, i) => {
      expect(resumed.getWeights()[i]!.dataSync()).toEqual(weight.dataSync());
    });
    expect(second.iterations).toBe(2);
    straight.dispose();
    resumed.dispose();
  });

  it('is saved and loaded with the model, velocities, multipliers and all', async () => {
    const model = makeModel();
    const optimizer = momentumSGD({
      learningRate: 0.05,
      momentum: 0.8,
      weightDecay: 0,
      multipliers: {'fc_1/*': {learningRate: 0}, '*/bias': {weightDecay: 0}},
    });
    model.compile({optimizer, loss: 'categoricalCrossentropy'});
    await fitOnce(model);
    let saved: tf.io.ModelArtifacts | undefined;
    const handler = {
      save: (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
        saved = artifacts;
        return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
      },
    };
    await model.save(handler, {includeOptimizer: true});
    await expectNoLeak(() => model.save(handler, {includeOptimizer: true}));
    const artifacts = JSON.parse(JSON.stringify({...saved, weightData: undefined})) as tf.io.ModelArtifacts;
    const loaded = await tfl.loadLayersModel({
      load: () => Promise.resolve({...artifacts, weightData: saved!.weightData!}),
    });
    const restored = asMomentumSGD(loaded.optimizer);
    expect(restored.getConfig()).toEqual(optimizer.getConfig());
    expect(valuesOf(restored)).toEqual(valuesOf(optimizer));
    expect(restored.iterations).toBe(1);
    await fitOnce(model);
    await fitOnce(loaded);
    expect(valuesOf(restored)).toEqual(valuesOf(optimizer));
    model.dispose();
    loaded.dispose();
  });

  it('holds as many tensors after 300 steps as after one, and none when it is disposed', async () => {
    const w = variable([1, 2, 3]);
    const gradients = gradient(w, [1, 1, 1]);
    await expectNoLeak(async () => {
      const optimizer = momentumSGD();
      optimizer.applyGradients(gradients);
      const {numTensors, numBytes} = tf.memory();
      for (let step = 0; step < 300; step++) {
        optimizer.applyGradients(gradients);
        optimizer.learningRate = 0.1 / (step + 1);
      }
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(tf.memory().numBytes).toBe(numBytes);
      await optimizer.getWeights();
      optimizer.dispose();
    });
  });

  it('works inside a tidy, as model.fit calls it', () => {
    const w = variable([1]);
    const optimizer = momentumSGD({learningRate: 0.1});
    for (let step = 0; step < 3; step++) {
      tf.tidy(() => {
        optimizer.applyGradients(gradient(w, [1]));
      });
    }
    expect(optimizer.getState()[0]!.tensor.dataSync()[0]).toBeLessThan(-0.2);
  });

  it('shows a gradient that is no number in the weight', () => {
    const w = variable([1, 1]);
    momentumSGD().applyGradients(gradient(w, [NaN, 0]));
    expect(w.dataSync()[0]).toBe(NaN);
    expect(w.dataSync()[1]).toBeCloseTo(1, 4);
  });
});

describe('MomentumSGD', () => {
  it.each([
    ['learningRate', -0.1],
    ['learningRate', NaN],
    ['momentum', 1.1],
    ['weightDecay', -1],
  ])('refuses %s = %d', async (name, value) => {
    await expectAlexNetError(
      () => momentumSGD({[name]: value}),
      'bad-argument',
      `${name} = ${value}`,
      `set ${name} to`,
    );
  });

  it('refuses a learning rate that is no number when it is set', async () => {
    const optimizer = momentumSGD();
    await expectAlexNetError(
      () => (optimizer.learningRate = Infinity),
      'bad-argument',
      'learningRate = Infinity',
    );
    expect(optimizer.learningRate).toBe(0.01);
  });

  it.each([
    [
      {lr: 0.1, weight_decay: 1e-4},
      'for "lr" did you mean "learningRate"?; for "weight_decay" did you mean "weightDecay"?',
    ],
    [{base_lr: 0.1}, 'did you mean "learningRate"?'],
    [{clipnorm: 1}, 'did you mean "clipNorm"?'],
    [{global_clipnorm: 1}, 'did you mean "globalClipNorm"?'],
    [{clip_gradients: 35}, 'did you mean "globalClipNorm"?'],
    [{useNesterov: true}, 'did you mean "nesterov"?'],
    [{decay: 1e-6}, 'LearningRateSchedule'],
    [{dampening: 0.1}, 'remove "dampening"'],
  ])('refuses the options in %j', async (args, fix) => {
    await expectAlexNetError(() => momentumSGD(args as object), 'bad-argument', fix);
  });

  it('refuses a nesterov that is neither true nor false', async () => {
    await expectAlexNetError(
      () => momentumSGD({nesterov: 1 as unknown as boolean}),
      'bad-argument',
      'nesterov = 1',
    );
  });

  it('refuses gradients of a variable that does not exist', async () => {
    await expectAlexNetError(
      () => {
        momentumSGD().applyGradients({nowhere: tf.scalar(1)});
      },
      'bad-argument',
      '"nowhere"',
      'tf.variableGrads',
    );
  });

  it('refuses the weights of another optimizer', async () => {
    const stock = [
      {name: 'iter', tensor: tf.scalar(1)},
      {name: 'w/rms', tensor: tf.scalar(1)},
    ];
    await expectAlexNetError(() => momentumSGD().setWeights(stock), 'bad-weights', 'w/rms', 'getWeights()');
  });

  it('knows its own instances from those of stock optimizers', () => {
    expect(momentumSGD() instanceof MomentumSGD).toBe(true);
    expect(momentumSGD() instanceof tf.Optimizer).toBe(true);
    expect((tf.train.sgd(0.1) as unknown) instanceof MomentumSGD).toBe(false);
  });
});
