import {describe, expect, it} from 'vitest';
import {ReadAhead} from '../../../src/training/read-ahead';

const batch = (...indices: number[]): {epoch: number; indices: number[]} => ({epoch: 0, indices});

describe('ReadAhead', () => {
  it('reads each batch once, the next one before it is asked for', async () => {
    const reads: number[][] = [];
    const reader = new ReadAhead({
      now: () => 0,
      read: indices => {
        reads.push(Array.from(indices));
        return Promise.resolve(Uint8Array.from(indices));
      },
    });
    const [first, second] = [batch(1, 2), batch(3)];
    expect(await reader.read(first, second)).toEqual(Uint8Array.of(1, 2));
    expect(reads).toEqual([[1, 2], [3]]);
    expect(await reader.read(second)).toEqual(Uint8Array.of(3));
    expect(reads).toEqual([[1, 2], [3]]);
  });

  it('returns the batch that was asked for where another one was read ahead', async () => {
    const reader = new ReadAhead({now: () => 0, read: indices => Promise.resolve(Uint8Array.from(indices))});
    await reader.read(batch(1), batch(2));
    expect(await reader.read(batch(3))).toEqual(Uint8Array.of(3));
  });

  it('counts the time in which a batch is waited for, not that in which it is read meanwhile', async () => {
    let clock = 0;
    const arrivals: (() => void)[] = [];
    const reader = new ReadAhead({
      now: () => clock,
      read: indices =>
        new Promise(resolve => {
          arrivals.push(() => {
            resolve(Uint8Array.from(indices));
          });
        }),
    });
    const [first, second] = [batch(1), batch(2)];
    const reading = reader.read(first, second);
    clock = 300;
    arrivals[0]!();
    await reading;
    expect(reader.waitedMs).toBe(300);
    // A step of 5 seconds, in which the next batch arrives.
    clock = 5300;
    arrivals[1]!();
    await reader.read(second);
    expect(reader.waitedMs).toBe(300);
  });

  it('throws a failure where the batch is asked for, and not before', async () => {
    const reader = new ReadAhead({
      now: () => 0,
      read: indices =>
        indices[0] === 2 ? Promise.reject(new Error('damaged')) : Promise.resolve(new Uint8Array()),
    });
    const [first, second] = [batch(1), batch(2)];
    await reader.read(first, second);
    await new Promise(resolve => setImmediate(resolve));
    await expect(reader.read(second)).rejects.toThrow('damaged');
    await reader.read(first, second);
    await reader.close();
  });

  it('waits, when it is closed, until no read is under way', async () => {
    let isRead = false;
    const reader = new ReadAhead({
      now: () => 0,
      read: async indices => {
        await new Promise(resolve => setImmediate(resolve));
        isRead = indices[0] === 2;
        return new Uint8Array();
      },
    });
    await reader.read(batch(1), batch(2));
    await reader.close();
    expect(isRead).toBe(true);
  });
});
