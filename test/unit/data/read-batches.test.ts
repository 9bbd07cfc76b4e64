import {describe, expect, it} from 'vitest';
import {readBatches, type BatchSource} from '../../../src/data/read-batches';

/** Numbers 0, 1, … and a record of what was asked for. */
function numbers(count: number): BatchSource<number[]> & {calls: string[]} {
  const calls: string[] = [];
  return {
    count,
    calls,
    read: indices => {
      calls.push(`read ${Array.from(indices).join()}`);
      return Promise.resolve(Array.from(indices));
    },
    prefetch: indices => {
      calls.push(`prefetch ${Array.from(indices).join()}`);
    },
  };
}

describe('readBatches', () => {
  it('reads every item once, in order; the last batch holds what is left', async () => {
    const batches = [];
    for await (const batch of readBatches(numbers(5), {batchSize: 2})) {
      batches.push(batch);
    }
    expect(batches).toEqual([
      {start: 0, count: 2, data: [0, 1]},
      {start: 2, count: 2, data: [2, 3]},
      {start: 4, count: 1, data: [4]},
    ]);
  });

  it('prefetches the next batch before the one in hand is used', async () => {
    const source = numbers(3);
    for await (const {start} of readBatches(source, {batchSize: 2})) {
      source.calls.push(`use ${start}`);
    }
    expect(source.calls).toEqual(['read 0,1', 'prefetch 2', 'use 0', 'read 2', 'prefetch ', 'use 2']);
  });

  it('reads a source that cannot prefetch', async () => {
    const source = {...numbers(2), prefetch: undefined};
    for await (const {data} of readBatches(source, {batchSize: 4})) {
      expect(data).toEqual([0, 1]);
    }
  });

  it('reports a batch when it has been used', async () => {
    const events: string[] = [];
    const onProgress = (done: number, count: number): void => {
      events.push(`${done} of ${count}`);
    };
    for await (const {start} of readBatches(numbers(3), {batchSize: 2, onProgress})) {
      events.push(`use ${start}`);
    }
    expect(events).toEqual(['use 0', '2 of 3', 'use 2', '3 of 3']);
  });

  it('stops between two batches with the reason of the signal', async () => {
    const stop = new AbortController();
    const source = numbers(9);
    const read = async (): Promise<void> => {
      for await (const {start} of readBatches(source, {batchSize: 2, signal: stop.signal})) {
        if (start === 2) {
          stop.abort(new Error('enough'));
        }
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(source.calls.filter(call => call.startsWith('read'))).toEqual(['read 0,1', 'read 2,3']);
  });

  it('lets other work of the program run between two batches', async () => {
    let turns = 0;
    setImmediate(() => turns++);
    const seen: number[] = [];
    for await (const {start} of readBatches(numbers(2), {batchSize: 1})) {
      seen[start] = turns;
    }
    expect(seen).toEqual([0, 1]);
  });
});
