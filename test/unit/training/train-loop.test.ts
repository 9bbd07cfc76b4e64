import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {train} from '../../../src/training/train';
import {MemoryStore} from '../../support/memory-run';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('the training loop', () => {
  const run = (options: Partial<Parameters<typeof train>[1]>): ReturnType<typeof train> =>
    train(tinyModel(), {
      data: tinySource(10),
      validation: tinySource(6, 9),
      preprocessing: TINY_PREPROCESSING,
      optimizer: momentumSGD({learningRate: 0.01}),
      learningRate: 0.01,
      batchSize: 4,
      epochs: 2,
      seed: 1,
      onWarning: () => undefined,
      ...options,
    });

  it('shows every image once an epoch: the last batch is what is left', async () => {
    const sizes: number[] = [];
    await run({
      onProgress: ({step}) => {
        sizes.push(step);
      },
    });
    // 10 images in batches of 4: 4, 4, 2, twice.
    expect(sizes).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reads the next batch while a step is computed, and none behind the last', async () => {
    const source = tinySource(10);
    let reads = 0;
    const data = {
      ...source,
      read: (indices: ArrayLike<number>) => {
        reads++;
        return source.read(indices);
      },
    };
    const readsAtStep: number[] = [];
    await run({
      data,
      maxSteps: 3,
      onProgress: () => {
        readsAtStep.push(reads);
      },
    });
    expect(readsAtStep).toEqual([2, 3, 3]);
  });

  it('evaluates on the whole validation set, when asked for and at the end', async () => {
    const steps: number[] = [];
    await run({
      evaluateEvery: 4,
      onEvaluation: ({step}) => {
        steps.push(step);
      },
    });
    expect(steps).toEqual([4, 6]);
  });

  it('stops with a checkpoint where a signal ends the reading of the next images', async () => {
    const source = tinySource(10);
    const controller = new AbortController();
    const reason = new Error('stop');
    const stopped = new Promise(done => {
      controller.signal.addEventListener('abort', done);
    });
    const store = new MemoryStore();
    let reads = 0;
    const data = {
      ...source,
      read: async (indices: ArrayLike<number>) => {
        reads++;
        if (reads === 4) {
          // A server that no longer responds: step 4 waits for its photos until the signal.
          await stopped;
          throw reason;
        }
        return source.read(indices);
      },
    };
    const report = await run({
      data,
      signal: controller.signal,
      store,
      evaluateEvery: 100,
      onProgress: ({step}) => {
        if (step === 3) {
          // After the step is settled, where a signal is looked for.
          setTimeout(() => {
            controller.abort(reason);
          }, 100);
        }
      },
    });
    expect([report.steps, report.interrupted]).toEqual([3, true]);
    expect(store.checkpoints.at(-1)?.step).toBe(3);
  });

  it('stops with a checkpointable state at a signal', async () => {
    const stop = new AbortController();
    const report = await run({
      signal: stop.signal,
      onProgress: ({step}) => {
        if (step === 3) {
          stop.abort();
        }
      },
    });
    expect(report).toMatchObject({interrupted: true, steps: 3});
  });
});
