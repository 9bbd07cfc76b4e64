import {it} from 'vitest';
import {expectAlexNetError} from '../../../support/matchers';

// In a worker thread it is tested with createTrainer.
it('the file of the worker serves when it is loaded, so that outside a worker it fails at once', async () => {
  await expectAlexNetError(
    () => import('../../../../src/trainer/node/trainer-worker.node.js'),
    'bad-state',
    'not a worker thread',
  );
});
