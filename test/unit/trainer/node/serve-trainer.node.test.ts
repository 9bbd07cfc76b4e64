import {expect, it} from 'vitest';
import {serveTrainer} from '../../../../src/trainer/node/serve-trainer.node.js';
import {expectAlexNetError} from '../../../support/matchers';

// In a worker thread it is tested with createTrainer.
it('serveTrainer says where it belongs when it is called in the main thread', async () => {
  await expectAlexNetError(
    () => {
      serveTrainer();
    },
    'bad-state',
    'not a worker thread',
    'new Worker(file)',
  );
  expect(serveTrainer).toHaveLength(0);
});
