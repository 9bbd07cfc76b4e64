import {expect, it} from 'vitest';
import {checkpointsWithHistory} from '../../../src/trainer/checkpoints-with-history';
import {MemoryHistory} from '../../../src/training/history';
import {checkpointOf} from '../../support/checkpoint-laws';
import {MemoryStore} from '../../support/memory-run';

it('checkpointsWithHistory brings the rows back with the last checkpoint, and not with the best', async () => {
  const store = new MemoryStore();
  const history = new MemoryHistory();
  const sink = checkpointsWithHistory(store, history);
  await history.append({step: 1, epoch: 0, learningRate: 0.1, loss: 0.1 + 0.2, accuracy: 1 / 3});
  await sink.commit(checkpointOf(1, 0.5));
  const later = new MemoryHistory();
  const again = checkpointsWithHistory(store, later);
  await again.load('best');
  expect(later.text).not.toBe(history.text);
  await later.append({step: 9, epoch: 0, learningRate: 0, loss: 0, accuracy: 0});
  expect(await again.load('last')).toMatchObject({step: 1, state: {at: 1}});
  expect(later.text).toBe(history.text);
});
