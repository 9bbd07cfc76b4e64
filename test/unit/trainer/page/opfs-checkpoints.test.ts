import {describe, expect, it} from 'vitest';
import {OpfsCheckpoints} from '../../../../src/trainer/page/opfs-checkpoints';
import {checkpointOf, describeCheckpointLaws} from '../../../support/checkpoint-laws';
import {expectAlexNetError} from '../../../support/matchers';
import {MemoryOpfs} from '../../../support/memory-opfs';

describe('OpfsCheckpoints', () => {
  let files = new MemoryOpfs();
  describeCheckpointLaws(
    () => {
      files = new MemoryOpfs();
      return Promise.resolve(new OpfsCheckpoints(files.root));
    },
    () => Promise.resolve(new OpfsCheckpoints(files.reopen())),
  );

  it('has the old or the new checkpoint, whole, whenever its tab is closed', async () => {
    const found = new Set<number>();
    for (let closedAfter = 0, isDone = false; !isDone; closedAfter++) {
      const tab = new MemoryOpfs();
      const store = new OpfsCheckpoints(tab.root);
      await store.commit(checkpointOf(1, 0.5));
      tab.changesLeft = closedAfter;
      isDone = await store.commit(checkpointOf(2, 0.6)).then(
        () => true,
        () => false,
      );
      const later = new OpfsCheckpoints(tab.reopen());
      const last = await later.load('last');
      expect(last).toEqual(last?.step === 1 ? checkpointOf(1, 0.5) : checkpointOf(2, 0.6));
      found.add(last?.step ?? 0);
      await later.commit(checkpointOf(3, 0.7));
      // What the closed tab left is gone with the next commit.
      expect(tab.paths).toHaveLength(1);
    }
    expect([...found]).toEqual([1, 2]);
  });

  it('skips a damaged checkpoint aloud, and throws if none is left', async () => {
    const tab = new MemoryOpfs();
    const warnings: string[] = [];
    const store = new OpfsCheckpoints(tab.root, {onWarning: text => warnings.push(text)});
    await store.commit(checkpointOf(1, 0.9));
    await store.commit(checkpointOf(2, 0.1));
    tab.damage(tab.paths[1]!, -1);
    expect(await store.load('last')).toEqual(checkpointOf(1, 0.9));
    expect(warnings).toEqual([expect.stringContaining('step-00000002-2.checkpoint')]);
    tab.damage(tab.paths[0]!, -1);
    await expectAlexNetError(() => store.load('best'), 'bad-weights', 'every checkpoint is damaged');
    await expectAlexNetError(() => store.load(7), 'bad-state', 'step = 7');
  });

  it('throws if the space is used up, and has the checkpoint from before', async () => {
    const tab = new MemoryOpfs();
    const store = new OpfsCheckpoints(tab.root);
    await store.commit(checkpointOf(1));
    // The file of the first, and not all of the second.
    tab.capacity = 700;
    await expectAlexNetError(() => store.commit(checkpointOf(2)), 'io', 'no more space', 'removeRun');
    expect(tab.paths).toHaveLength(1);
    expect(await store.load('last')).toEqual(checkpointOf(1));
  });
});
