import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {parseHistory} from '../../../src/training/history';
import {writeModelWeights} from '../../../src/models/model-weights';
import {train} from '../../../src/training/train';
import {describeOnBackends} from '../../support/backends';
import {useCompiledKernels} from '../../support/compiled-kernels';
import {expectAlexNetError} from '../../support/matchers';
import {Run, stopAfter, trainingData as data} from '../../support/memory-run';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describeOnBackends(
  'train',
  () => {
    it('learns, and reports the best evaluation and the last', async () => {
      const run = new Run();
      const report = await run.go({epochs: 12});
      expect(report).toMatchObject({steps: 60, epochs: 12, interrupted: false});
      expect(report.accuracy).toBeGreaterThanOrEqual(0.9);
      expect(report.best).toEqual({step: report.best?.step, accuracy: report.accuracy, loss: report.loss});
      const rows = parseHistory(run.history.text);
      expect(rows.map(({step}) => step)).toEqual(Array.from({length: 60}, (_, i) => i + 1));
      // 22 images in batches of 5: the fifth batch of each epoch has 2, and then the validation set is evaluated.
      expect(rows.filter(row => row.validationLoss !== undefined).map(({step}) => step)).toEqual(
        Array.from({length: 12}, (_, i) => 5 * (i + 1)),
      );
      expect([0, 0.5, 1]).toContain(rows[4]?.accuracy);
      const best = Math.max(...rows.map(row => row.validationAccuracy ?? 0));
      expect(report.best?.accuracy).toBe(best);
    });

    it('is the same twice with one seed and another with another', async () => {
      const runs = [new Run(), new Run(), new Run()];
      for (const [i, seed] of [3, 3, 4].entries()) {
        await runs[i]!.go({seed, epochs: 1});
      }
      expect(runs[1]!.weights).toBe(runs[0]!.weights);
      expect(runs[1]!.history.text).toBe(runs[0]!.history.text);
      expect(runs[2]!.weights).not.toBe(runs[0]!.weights);
    });

    it('ends with patience after so many evaluations without a new best, once stopped and resumed, too', async () => {
      // Nothing is learned: the first evaluation, at step 5, stays the best.
      const still = () => momentumSGD({learningRate: 0});
      const whole = new Run();
      const report = await whole.go({epochs: 6, patience: 2, learningRate: 0}, still);
      expect(report).toMatchObject({steps: 15, interrupted: false, stoppedEarly: true, best: {step: 5}});
      for (const k of [3, 10, 14, 15]) {
        const run = new Run();
        await run.go({epochs: 6, patience: 2, learningRate: 0, ...stopAfter(k)}, still);
        const resumed = await run.go({epochs: 6, patience: 2, learningRate: 0, resume: true}, still);
        expect([k, resumed.steps, resumed.stoppedEarly, run.history.text]).toEqual([
          k,
          15,
          true,
          whole.history.text,
        ]);
      }
      const longer = await whole.go({epochs: 6, patience: 4, learningRate: 0, resume: true}, still);
      expect(longer).toMatchObject({steps: 25, stoppedEarly: true});
      expect(await new Run().go({epochs: 2, patience: 2, learningRate: 0}, still)).toMatchObject({
        steps: 10,
        stoppedEarly: false,
      });
      await expectAlexNetError(
        () => new Run().go({patience: 2, validation: undefined}),
        'bad-argument',
        'patience',
      );
    });

    it('learns nothing of images of weight 0, and resumes with the same weights only', async () => {
      const sampleWeights = Array.from({length: 22}, (_, i) => (i === 0 ? 1 : 0));
      const one = new Run();
      const options = {batchSize: 22, epochs: 1, augmentation: {}} as const;
      const zeroDecay = () => momentumSGD({learningRate: 0.02, weightDecay: 0});
      await one.go({...options, sampleWeights}, zeroDecay);
      const classes = TINY_PREPROCESSING.classes;
      const [own = '', ...others] = [...classes].sort((a, b) =>
        a === classes[data.labels[0] ?? 0] ? -1 : b === classes[data.labels[0] ?? 0] ? 1 : 0,
      );
      const both = new Run();
      await both.go(
        {
          ...options,
          sampleWeights,
          classWeights: {...Object.fromEntries(others.map(name => [name, 7])), [own]: 1},
        },
        zeroDecay,
      );
      expect(both.weights).toBe(one.weights);
      const all = new Run();
      await all.go(options, zeroDecay);
      expect(all.weights).not.toBe(one.weights);
      await expectAlexNetError(
        () => one.go({...options, epochs: 2, resume: true}, zeroDecay),
        'bad-state',
        'sampleWeights',
      );
    });

    it('leaves no tensor behind but the model', async () => {
      const model = tinyModel();
      const before = tf.memory().numTensors;
      await train(model, {data, preprocessing: TINY_PREPROCESSING, batchSize: 11, epochs: 1, maxSteps: 2});
      expect(tf.memory().numTensors - before).toBe(0);
      model.dispose();
    });
  },
  ['wasm, compiled kernels', 'tensorflow'],
);

describe('train', () => {
  beforeAll(async () => {
    await useCompiledKernels();
  });

  it('refuses to resume another run, and names what changed', async () => {
    const run = new Run();
    await run.go({maxSteps: 2});
    const checkpoints = run.store.checkpoints.length;
    const error = await expectAlexNetError(
      () => run.go({maxSteps: 4, resume: true, seed: 4, batchSize: 6, data: tinySource(22, 1)}),
      'bad-state',
      'seed = 3',
      'seed = 4',
      'batchSize = 6',
      'fix: resume with the values of the first start',
    );
    expect(error.details).toEqual({differing: ['seed', 'batchSize', 'evaluateEvery']});
    expect(run.store.checkpoints.length).toBe(checkpoints);
  });

  it('begins anew when there is nothing to resume from', async () => {
    const [resumed, fresh] = [new Run(), new Run()];
    await resumed.go({maxSteps: 2, resume: true});
    await fresh.go({maxSteps: 2});
    expect(resumed.weights).toBe(fresh.weights);
    await expectAlexNetError(
      () => resumed.go({resume: true, store: undefined}),
      'bad-argument',
      'store = undefined',
    );
  });

  it('does nothing when it was told to stop before it began', async () => {
    const run = new Run();
    const report = await run.go({signal: AbortSignal.abort()});
    expect([report.steps, report.interrupted, run.store.checkpoints.length]).toEqual([0, true, 0]);
  });

  it('says the step and keeps the checkpoint from before when it diverges', async () => {
    const run = new Run();
    const error = await expectAlexNetError(
      () =>
        run.go({checkpointEvery: 1, epochs: 20, learningRate: 1e30, validation: undefined}, () =>
          tf.train.sgd(1),
        ),
      'bad-state',
      'the training diverged',
      'fix: try a learning rate 10 times smaller',
    );
    expect(error.message).toMatch(/step \d+/);
    for (const {weights} of run.store.checkpoints) {
      expect(weights.every(({data: values}) => values.every(Number.isFinite))).toBe(true);
    }
  });

  it('makes a checkpoint at each new best and keeps its numbers there', async () => {
    const run = new Run();
    const improved: number[] = [];
    const report = await run.go({
      epochs: 6,
      evaluateEvery: 3,
      checkpointEvery: 1000,
      onEvaluation: ({step}, isBest) => {
        if (isBest) {
          improved.push(step);
        }
      },
    });
    const steps = run.store.checkpoints.map(({step}) => step);
    expect(steps).toEqual([...new Set([...improved, 30])]);
    const best = run.store.checkpoints.find(({step}) => step === report.best?.step);
    expect(best?.metrics).toEqual({
      validationAccuracy: report.best?.accuracy,
      validationLoss: report.best?.loss,
    });
  });

  it('speaks once of a loss that stays at that of guessing', async () => {
    const warnings: string[] = [];
    const nothing = tinySource(22, 5, 0);
    await new Run().go(
      {
        data: nothing,
        learningRate: 0,
        epochs: 62,
        warmupSteps: 5,
        validation: undefined,
        onWarning: message => warnings.push(message),
        // With all weights 0 every class has the same probability.
      },
      undefined,
      zeroModel(),
    );
    // 62 epochs of 5 steps: the window of 300 is full after the warm-up of 5.
    expect(warnings).toEqual([expect.stringContaining('the last 300 steps is 0.6931')]);
  });

  it('tells how fast it is, what is left and how long it waited', async () => {
    const seen: unknown[] = [];
    await new Run().go({maxSteps: 2, onProgress: progress => void seen.push(progress)});
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({step: 2, totalSteps: 2, epoch: 0, epochs: 3, secondsLeft: 0});
  });

  it('takes SGD without a learning rate of its own from the optimizer', async () => {
    const run = new Run();
    await run.go({maxSteps: 1, learningRate: undefined}, () => tf.train.sgd(0.125));
    expect(parseHistory(run.history.text)[0]?.learningRate).toBe(0.125);
  });

  it('keeps what it started from as its best where learning makes it worse, also across a stop and a resume', async () => {
    const teacher = new Run();
    await teacher.go({epochs: 12});
    const taught = teacher.store.checkpoints.at(-1)!.weights;
    // Wrong labels: each step takes away from what was learned.
    const spoiled = {...data, labels: data.labels.map(label => 1 - label), read: data.read.bind(data)};
    const copy = (): tfl.LayersModel => {
      const model = tinyModel();
      writeModelWeights(model, taught);
      return model;
    };
    const options = {data: spoiled, evaluateStart: true, epochs: 4};
    const whole = new Run();
    const report = await whole.go(options, undefined, copy());
    expect(report.best!.step).toBe(0);
    expect(report.last!.accuracy).toBeLessThan(report.best!.accuracy);
    const [first] = whole.store.checkpoints;
    expect(first!.step).toBe(0);
    expect(first!.weights.map(({data: d}) => [...d])).toEqual(taught.map(({data: d}) => [...d]));
    const stopped = new Run();
    const stop = new AbortController();
    const onEvaluation = (): void => {
      stop.abort();
    };
    await stopped.go({...options, onEvaluation, signal: stop.signal}, undefined, copy());
    expect(stopped.store.checkpoints.map(({step}) => step)).toEqual([0]);
    const resumed = await stopped.go({...options, resume: true}, undefined, copy());
    expect(resumed.best).toEqual(report.best);
    expect([stopped.weights, stopped.history.text]).toEqual([whole.weights, whole.history.text]);
  });

  it('refuses a model whose every layer is frozen', async () => {
    const model = tinyModel();
    model.trainable = false;
    await expectAlexNetError(() => new Run().go({}, undefined, model), 'bad-argument', 'all frozen');
  });
});

function zeroModel(): tfl.LayersModel {
  const model = tinyModel();
  tf.tidy(() => {
    model.setWeights(model.getWeights().map(weight => tf.zerosLike(weight)));
  });
  return model;
}
