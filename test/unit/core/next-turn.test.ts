import {describe, expect, it} from 'vitest';
import {nextTurn} from '../../../src/core/next-turn';

describe('nextTurn', () => {
  it('lets a timer run that awaiting settled promises never would', async () => {
    const timer = {fired: false};
    setTimeout(() => {
      timer.fired = true;
    }, 0);
    // One task is far shorter than the millisecond that the timer takes. Settled promises would never let it fire.
    for (let turns = 0; !timer.fired && turns < 1e6; turns++) {
      await nextTurn();
    }
    expect(timer.fired).toBe(true);
  });

  it('works where there is no setImmediate', async () => {
    const original = globalThis.setImmediate;
    try {
      // @ts-expect-error a browser has none
      delete globalThis.setImmediate;
      await expect(nextTurn()).resolves.toBe(undefined);
    } finally {
      globalThis.setImmediate = original;
    }
  });
});
