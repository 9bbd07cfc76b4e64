import {describe, expect, it} from 'vitest';
import {opfsRuns, type PageLocks} from '../../../../src/trainer/page/opfs-runs';
import {checkpointOf} from '../../../support/checkpoint-laws';
import {expectAlexNetError} from '../../../support/matchers';
import {MemoryOpfs} from '../../../support/memory-opfs';

/** Locks as a browser has them: one holder, others wait until their signal is aborted. */
function pageLocks(): PageLocks {
  const tails = new Map<string, Promise<void>>();
  return {
    request: async (name, {signal}, task) => {
      const before = tails.get(name) ?? Promise.resolve();
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
      await Promise.race([before, aborted]);
      const held = task();
      tails.set(name, held);
      await held;
    },
  };
}

describe('opfsRuns', () => {
  it('keeps files and checkpoints of each run apart, for a later page', async () => {
    const files = new MemoryOpfs();
    const locks = pageLocks();
    const storage = () => opfsRuns({folder: 'runs', root: () => Promise.resolve(files.reopen()), locks});
    const run = await storage().open('b', {readOnly: false});
    expect(await run.readFile('x.bin')).toBe(undefined);
    await run.writeFile('x.bin', Uint8Array.of(1, 2, 3));
    await run.writeFile('x.bin', Uint8Array.of(4));
    await run.checkpoints.commit(checkpointOf(2));
    await run.close();
    await (await storage().open('a', {readOnly: false})).close();
    expect(await storage().names()).toEqual(['a', 'b']);
    const again = await storage().open('b', {readOnly: true});
    expect(await again.readFile('x.bin')).toEqual(Uint8Array.of(4));
    expect(await again.checkpoints.load('last')).toEqual(checkpointOf(2));
    await storage().remove('b');
    await storage().remove('never there');
    expect(await storage().names()).toEqual(['a']);
    expect(files.paths).toEqual([]);
  });

  it('waits for a run that is open, and throws if it stays so', async () => {
    const files = new MemoryOpfs();
    const storage = opfsRuns({
      folder: 'runs',
      root: () => Promise.resolve(files.root),
      locks: pageLocks(),
      waitMs: 30,
    });
    const run = await storage.open('a', {readOnly: false});
    await expectAlexNetError(() => storage.open('a', {readOnly: false}), 'bad-state', 'in use', 'other tab');
    await expectAlexNetError(() => storage.remove('a'), 'bad-state', 'in use');
    await (await storage.open('a', {readOnly: true})).close();
    await run.close();
    await (await storage.open('a', {readOnly: false})).close();
  });

  it('names what a page without private files lacks', async () => {
    const storage = opfsRuns({folder: 'runs', locks: pageLocks()});
    await expectAlexNetError(() => storage.names(), 'unsupported', 'https', '`run`');
  });
});
