import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {syncHandle} from '../../../src/disk/sync-handle.node';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('syncHandle', () => {
  it("needs the number of the file only, as the file handles of Yarn's Plug'n'Play have it", async () => {
    const file = await open(join(temporaryDirectory(), 'file'), 'w');
    try {
      await syncHandle({fd: file.fd});
    } finally {
      await file.close();
    }
    await expect(syncHandle({fd: 99_999})).rejects.toMatchObject({code: 'EBADF'});
  });
});
