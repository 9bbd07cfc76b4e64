import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {train} from '../../../src/training/train';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('RunKeeper', () => {
  it('refuses to resume another run: it names all differences and changes nothing', async () => {
    const directory = temporaryDirectory();
    const start = async (seed: number, count: number, resume: boolean) => {
      const run = await openRunDirectory(directory, {resume, onWarning: () => undefined});
      try {
        return await train(tinyModel(), {
          data: tinySource(count),
          validation: tinySource(4, 9),
          preprocessing: TINY_PREPROCESSING,
          optimizer: momentumSGD({learningRate: 0.01}),
          learningRate: 0.01,
          batchSize: 4,
          epochs: 1,
          seed,
          store: run.store,
          history: run.history,
          resume,
          onWarning: () => undefined,
        });
      } finally {
        await run.close();
      }
    };
    await start(1, 8, false);
    const error = await expectAlexNetError(() => start(2, 12, true), 'bad-state', 'seed');
    expect(error.message).toContain('the training set changed');
    expect((await start(1, 8, true)).steps).toBe(2);
  });
});
