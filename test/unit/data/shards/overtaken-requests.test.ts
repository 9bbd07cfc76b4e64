import {describe, expect, it} from 'vitest';
import {OvertakenRequests} from '../../../../src/data/shards/overtaken-requests';

/** Ends all but the first of these requests, and tells how many of the first and the last one are slow. */
async function slowAfter(later: number, hasArrived = true): Promise<boolean[]> {
  const requests = new OvertakenRequests();
  const slow = [false, false];
  const [first, ...others] = Array.from({length: later + 1}, () => requests.start());
  void first?.isSlow.then(() => (slow[0] = true));
  void others.at(-1)?.isSlow.then(() => (slow[1] = true));
  for (const request of others) {
    request.end(hasArrived);
  }
  await Promise.resolve();
  first?.end(true);
  await Promise.resolve();
  return slow;
}

describe('OvertakenRequests', () => {
  it('finds a request slow that twelve later ones have overtaken, and no later one', async () => {
    expect(await slowAfter(11)).toEqual([false, false]);
    expect(await slowAfter(12)).toEqual([true, false]);
  });

  it('does not count requests that failed', async () => {
    expect(await slowAfter(40, false)).toEqual([false, false]);
  });
});
