import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {ReduceLROnPlateau, type ReduceLROnPlateauState} from '../../../src/callbacks/reduce-lr-on-plateau';
import {getLearningRate, setLearningRate} from '../../../src/callbacks/optimizer-learning-rate';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['momentumSGD', () => momentumSGD({learningRate: 0.5})],
  ['stock sgd', () => tf.train.sgd(0.5)],
  ['stock adam', () => tf.train.adam(0.5)],
];

describe.each(SMALL_TRAININGS)('ReduceLROnPlateau in %s', (_, train) => {
  it.each(OPTIMIZERS)(
    'reduces the learning rate of %s when the metric no longer improves',
    async (__, make) => {
      const seen: object[] = [];
      // A minDelta that no loss can meet: every epoch after the first is bad.
      const callbacks = new ReduceLROnPlateau({
        patience: 1,
        minDelta: 100,
        factor: 0.1,
        onReduce: reduction => seen.push(reduction),
      });
      const optimizer = make();
      await train({callbacks, optimizer, epochs: 4, validate: true});
      expect(getLearningRate(optimizer)).toBeCloseTo(0.05, 12);
      expect(seen).toEqual([{epoch: 2, learningRate: 0.05, previous: 0.5}]);
    },
  );

  it('leaves it alone while the metric improves', async () => {
    const optimizer = momentumSGD({learningRate: 0.1});
    const callbacks = new ReduceLROnPlateau({monitor: 'loss', patience: 0, minDelta: 0});
    await train({callbacks, optimizer, epochs: 3});
    expect(optimizer.learningRate).toBe(0.1);
    expect(callbacks.schedule.reductions).toBe(0);
  });

  it('continues through further trainings', async () => {
    const optimizer = momentumSGD({learningRate: 0.5});
    const callbacks = new ReduceLROnPlateau({monitor: 'loss', patience: 1, minDelta: 100});
    for (let i = 0; i < 3; i++) {
      await train({callbacks, optimizer});
    }
    expect(optimizer.learningRate).toBeCloseTo(0.05, 12);
  });

  it('names the metrics that there are when the watched one is missing', async () => {
    const callbacks = new ReduceLROnPlateau();
    await expectAlexNetError(() => train({callbacks}), 'bad-argument', 'one of loss', 'pass validationData');
  });
});

describe('ReduceLROnPlateau', () => {
  it('refuses wrong arguments before the training', async () => {
    await expectAlexNetError(() => new ReduceLROnPlateau({factor: 2}), 'bad-argument', 'factor = 2');
    await expectAlexNetError(
      () => new ReduceLROnPlateau({monitor: 'val_f0'}),
      'bad-argument',
      '"val_f0"',
      "mode: 'max'",
    );
  });

  it.each([
    [{moniter: 'x'}, 'did you mean "monitor"?'],
    [{threshold: 0.1}, 'did you mean "minDelta"?'],
    [{threshold_mode: 'rel'}, 'did you mean "minDeltaMode"?'],
    [{min_lr: 0.1}, 'did you mean "minLr"?'],
    [{minimum: 0.1}, 'did you mean "minLr"?'],
    [{eps: 1e-8}, 'did you mean "minReduction"?'],
    [{learningRate: 0.1}, 'set the learning rate of the optimizer'],
    [{verbose: 1}, 'remove "verbose"'],
  ])('refuses the option in %j', async (options, fix) => {
    await expectAlexNetError(() => new ReduceLROnPlateau(options as object), 'bad-argument', fix);
  });
});

/** A callback with a model that has an optimizer and nothing else. */
function withOptimizer(callback: ReduceLROnPlateau, optimizer: tf.Optimizer): ReduceLROnPlateau {
  callback.model = {optimizer} as unknown as typeof callback.model;
  return callback;
}

/** Hands validation losses to callbacks, one epoch after the other. */
async function feed(callbacks: ReduceLROnPlateau[], losses: number[], firstEpoch = 0): Promise<void> {
  for (const [i, val_loss] of losses.entries()) {
    for (const callback of callbacks) {
      await callback.onEpochEnd(firstEpoch + i, {val_loss});
    }
  }
}

describe('ReduceLROnPlateau multiplies the learning rate that the optimizer has', () => {
  const make = (): ReduceLROnPlateau => new ReduceLROnPlateau({patience: 0, factor: 0.5});

  it.each(OPTIMIZERS)('after a rate set by hand: %s', async (_, makeOptimizer) => {
    const optimizer = makeOptimizer();
    const callback = withOptimizer(make(), optimizer);
    await feed([callback], [1, 1]);
    expect(getLearningRate(optimizer)).toBe(0.25);
    setLearningRate(optimizer, 1 / 1024);
    await feed([callback], [0.5]);
    expect(getLearningRate(optimizer)).toBe(1 / 1024);
    await feed([callback], [0.5]);
    expect(getLearningRate(optimizer)).toBe(1 / 2048);
    setLearningRate(optimizer, 8);
    await feed([callback], [0.5]);
    expect(getLearningRate(optimizer)).toBe(4);
  });

  it('after a second compile', async () => {
    const callback = make();
    const model = tfl.sequential({layers: [tfl.layers.dense({units: 1, inputShape: [1]})]});
    const [x, y] = [tf.zeros([2, 1]), tf.zeros([2, 1])];
    const fit = async (optimizer: tf.Optimizer): Promise<void> => {
      model.compile({optimizer, loss: 'meanSquaredError'});
      await model.fit(x, y, {epochs: 2, validationData: [x, y], callbacks: callback});
    };
    // Losses are 0 throughout: nothing improves after the first epoch.
    await fit(tf.train.sgd(0.5));
    const second = momentumSGD({learningRate: 1 / 64});
    await fit(second);
    expect(second.learningRate).toBe(1 / 256);
    model.dispose();
    tf.dispose([x, y]);
  });

  it('during a warm-up, which continues from the reduced rate', async () => {
    const optimizer = momentumSGD({learningRate: 0});
    const callback = withOptimizer(make(), optimizer);
    for (const [epoch, rate] of [0.125, 0.25, 0.375, 0.5].entries()) {
      optimizer.learningRate = rate;
      await feed([callback], [1], epoch);
    }
    expect(optimizer.learningRate).toBe(0.25);
  });

  it('beside a second callback', async () => {
    const optimizer = momentumSGD({learningRate: 1});
    const [first, second] = [make(), new ReduceLROnPlateau({patience: 1, factor: 0.25})];
    await feed([withOptimizer(first, optimizer), withOptimizer(second, optimizer)], [1, 1, 1]);
    expect(optimizer.learningRate).toBe(1 / 16);
    expect(first.state.reductions).toBe(2);
    expect(second.state.reductions).toBe(1);
  });

  it('of another model', async () => {
    const callback = withOptimizer(make(), momentumSGD({learningRate: 1}));
    await feed([callback], [1, 1]);
    const other = tf.train.adam(1e-3);
    await feed([withOptimizer(callback, other)], [1]);
    expect(getLearningRate(other)).toBe(5e-4);
  });

  it('and never raises it, below minLr either', async () => {
    const optimizer = momentumSGD({learningRate: 0.01});
    const callback = new ReduceLROnPlateau({patience: 0, minLr: 0.1});
    await feed([withOptimizer(callback, optimizer)], [1, 1, 1]);
    expect(optimizer.learningRate).toBe(0.01);
  });
});

describe('ReduceLROnPlateau continues', () => {
  const losses = [3, 2, NaN, 2, 2, 1, 1, Infinity, 1, 1, 1, 1, 1, 1, 1];

  it('from its state as if it had not stopped, wherever that is', async () => {
    for (let stop = 0; stop <= losses.length; stop++) {
      const [straight, resumed] = [momentumSGD({learningRate: 1}), momentumSGD({learningRate: 1})];
      const args = {patience: 1, cooldown: 1, factor: 0.5, minDeltaMode: 'rel', minDelta: 0.1} as const;
      const first = withOptimizer(new ReduceLROnPlateau(args), straight);
      await feed([first], losses);
      const second = withOptimizer(new ReduceLROnPlateau(args), resumed);
      await feed([second], losses.slice(0, stop));
      const state = JSON.parse(JSON.stringify(second.state)) as ReduceLROnPlateauState;
      const third = withOptimizer(new ReduceLROnPlateau({state}), resumed);
      await feed([third], losses.slice(stop), stop);
      expect(resumed.learningRate).toBe(straight.learningRate);
      expect(third.state).toEqual(first.state);
    }
  });

  it('from a best that is given back', async () => {
    const optimizer = momentumSGD({learningRate: 1});
    const callback = new ReduceLROnPlateau({patience: 0, factor: 0.5, initialBest: 1});
    await feed([withOptimizer(callback, optimizer)], [2, 0.5]);
    expect(optimizer.learningRate).toBe(0.5);
  });

  it('from the state of another metric only by mistake', async () => {
    const {state} = new ReduceLROnPlateau({monitor: 'val_acc'});
    expect(new ReduceLROnPlateau({state}).state).toEqual(state);
    await expectAlexNetError(
      () => new ReduceLROnPlateau({monitor: 'val_loss', state}),
      'bad-state',
      '"val_acc"',
      'leave monitor and mode out',
    );
  });
});
