import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {inOrder} from '../../../../src/data/shards/in-order';

describe('inOrder', () => {
  it('yields results in order, however long each takes, and runs only so many at a time', async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    for await (const result of inOrder(3, 20, 4, async index => {
      most = Math.max(most, ++running);
      await sleep((index * 7) % 5);
      running--;
      return index;
    })) {
      results.push(result);
    }
    expect(results).toEqual(Array.from({length: 17}, (_, i) => i + 3));
    expect(most).toBe(4);
  });

  it('throws the first error, starts nothing after it and leaves nothing running', async () => {
    const started: number[] = [];
    let running = 0;
    const read = async (): Promise<void> => {
      for await (const result of inOrder(0, 100, 3, async index => {
        started.push(index);
        running++;
        await sleep(index);
        running--;
        if (index === 2 || index === 4) {
          throw new Error(`job ${index}`);
        }
      })) {
        expect(result).toBeUndefined();
      }
    };
    await expect(read()).rejects.toThrow('job 2');
    expect(running).toBe(0);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });
});
