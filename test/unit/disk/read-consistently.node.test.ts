import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readConsistently} from '../../../src/disk/read-consistently.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('readConsistently', () => {
  const directory = temporaryDirectory();
  let writings = 0;
  /** Replaces the model, as another process does. */
  const replace = (): void => {
    writeFileSync(join(directory, 'new'), `{"writing":${++writings}}`);
    renameSync(join(directory, 'new'), join(directory, 'model.json'));
  };

  it('reads again when the model was replaced meanwhile, and frees what it read in vain', async () => {
    replace();
    const discarded: number[] = [];
    let reads = 0;
    const read = (): Promise<number> => {
      reads++;
      if (reads <= 2) {
        replace();
      }
      return Promise.resolve(reads);
    };
    expect(await readConsistently(directory, read, value => discarded.push(value))).toBe(3);
    expect(discarded).toEqual([1, 2]);
  });

  it('throws an error of a directory that did not change, and tries again after one that did', async () => {
    let reads = 0;
    const fail = (): Promise<number> => Promise.reject(new Error(`read ${++reads}`));
    await expect(readConsistently(directory, fail)).rejects.toThrow('read 1');
    const vanish = (): Promise<number> => {
      reads++;
      if (reads === 2) {
        replace();
        return Promise.reject(new Error('the weights are gone'));
      }
      return Promise.resolve(reads);
    };
    expect(await readConsistently(directory, vanish)).toBe(3);
  });

  it('ends where the model changes all the time', async () => {
    let reads = 0;
    const read = (): Promise<number> => {
      replace();
      return Promise.resolve(++reads);
    };
    await expectAlexNetError(() => readConsistently(directory, read), 'bad-state', 'all the time');
    expect(reads).toBe(20);
  });
});
