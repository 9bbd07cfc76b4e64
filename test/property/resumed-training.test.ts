/** A training that is stopped and resumed is the training that never stopped, bit for bit, on every backend. */
import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {momentumSGD} from '../../src/optimizers/momentum-sgd';
import {describeOnBackends} from '../support/backends';
import {Run, stopAfter} from '../support/memory-run';
import {tinyModel} from '../support/tiny-run';

describeOnBackends('train', () => {
  it.each([
    ['momentum', () => momentumSGD({learningRate: 0.02})],
    ['sgd', () => tf.train.sgd(0.05)],
    ['adam', () => tf.train.adam(0.01)],
  ])(
    'stopped and resumed, equals bit for bit a run that never stopped: %s',
    async (optimizer, makeOptimizer) => {
      const options = {
        epochs: 3,
        evaluateEvery: 4,
        schedule: {kind: 'plateau', patience: 0, threshold: 0.5} as const,
        warmupSteps: 3,
      };
      const whole = new Run();
      await whole.go(options, makeOptimizer);
      // In an epoch, at an evaluation, and at their ends.
      for (const k of optimizer === 'momentum' ? [4, 5, 7] : [4, 7]) {
        const run = new Run();
        const stopped = await run.go({...options, ...stopAfter(k)}, makeOptimizer);
        expect([k, stopped.steps, stopped.interrupted]).toEqual([k, k, true]);
        const resumed = await run.go({...options, resume: true}, makeOptimizer, tinyModel(99));
        expect([k, resumed.steps, resumed.interrupted]).toEqual([k, 15, false]);
        expect(run.weights).toBe(whole.weights);
        expect(run.history.text).toBe(whole.history.text);
      }
    },
  );

  it('stopped at every step, equals a run that never stopped', async () => {
    const options = {epochs: 2, evaluateEvery: 3, schedule: {kind: 'cosine'} as const};
    const whole = new Run();
    await whole.go(options);
    const run = new Run();
    for (let k = 1; k <= 10; k++) {
      await run.go({...options, resume: true, ...stopAfter(k)}, undefined, tinyModel(k));
    }
    await run.go({...options, resume: true}, undefined, tinyModel(99));
    expect(run.weights).toBe(whole.weights);
    expect(run.history.text).toBe(whole.history.text);
  });

  it('with averaged weights and smoothed labels, equals a run that never stopped, and saves the averages', async () => {
    const options = {epochs: 2, evaluateEvery: 3, averageDecay: 0.9, labelSmoothing: 0.1};
    const whole = new Run();
    const report = await whole.go(options);
    for (const k of [0, 3, 7]) {
      const run = new Run();
      await run.go({...options, ...stopAfter(k)});
      await run.go({...options, resume: true}, undefined, tinyModel(99));
      expect(run.weights).toBe(whole.weights);
      expect(run.history.text).toBe(whole.history.text);
    }
    // The last checkpoint has the weights that the model ends with, and those that were trained.
    const last = whole.store.checkpoints.at(-1);
    expect(JSON.stringify(last?.weights.map(({name, data}) => [name, [...data]]))).toBe(whole.weights);
    expect(last?.optimizer.some(({name}) => name === 'trained:conv1/kernel')).toBe(true);
    const plain = new Run();
    const other = await plain.go({...options, averageDecay: undefined});
    expect(other.loss).not.toBe(report.loss);
    expect(last?.optimizer.find(({name}) => name === 'trained:conv1/kernel')?.data).toEqual(
      plain.store.checkpoints.at(-1)?.weights[0]?.data,
    );
  });

  it.each([
    {mixup: 0.4},
    {cutmix: 1},
    {mixup: 1, cutmix: 1, labelSmoothing: 0.1, classWeights: 'balanced' as const},
  ])('with %j, equals a run that never stopped, and is another run than without', async options => {
    const [whole, run, plain] = [new Run(), new Run(), new Run()];
    await whole.go({...options, epochs: 2});
    await run.go({...options, epochs: 2, ...stopAfter(3)});
    await run.go({...options, epochs: 2, resume: true}, undefined, tinyModel(99));
    expect(run.weights).toBe(whole.weights);
    expect(run.history.text).toBe(whole.history.text);
    await plain.go({epochs: 2, mixup: 0, cutmix: 0});
    expect(plain.weights).not.toBe(whole.weights);
  });

  it('ended by maxSteps and resumed with more, equals a run that had them from the start', async () => {
    const options = {epochs: 3, evaluateEvery: 4, schedule: {kind: 'plateau', patience: 0} as const};
    const whole = new Run();
    await whole.go({...options, maxSteps: 11});
    const run = new Run();
    for (const maxSteps of [2, 4, 7, 11, 11]) {
      const report = await run.go(
        {...options, maxSteps, resume: true},
        undefined,
        tinyModel(maxSteps === 2 ? 1 : 99),
      );
      expect([report.steps, report.interrupted]).toEqual([maxSteps, false]);
      // The end of a run is evaluated, whatever the rhythm.
      expect(report.last?.step).toBe(maxSteps);
    }
    expect(run.weights).toBe(whole.weights);
    expect(run.history.text).toBe(whole.history.text);
  });

  it('gathers no tensors over 50 steps and 10 checkpoints', async () => {
    const held: number[] = [];
    const bytes: number[] = [];
    const run = new Run();
    await run.go({
      epochs: 10,
      checkpointEvery: 5,
      evaluateEvery: 25,
      onProgress: () => {
        held.push(tf.memory().numTensors);
        bytes.push(tf.memory().numBytes);
      },
    });
    expect(run.store.checkpoints.length).toBeGreaterThanOrEqual(10);
    // The first step makes the optimizer's velocities, the first checkpoint its counter.
    expect(new Set(held.slice(10)).size).toBe(1);
    expect(new Set(bytes.slice(10)).size).toBeLessThanOrEqual(2);
  });
});
