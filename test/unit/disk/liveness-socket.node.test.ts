import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {listenIn, livenessOf} from '../../../src/disk/liveness-socket.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';

describe.skipIf(process.platform === 'win32')('a liveness socket', () => {
  it.each([
    ['a short path', ''],
    ['a path longer than a socket may have', 'a-folder-with-a-long-name/'.repeat(8)],
  ])('accepts connections while it is open, and leaves no file (%s)', async (_what, below) => {
    const directory = join(temporaryDirectory(), below);
    mkdirSync(directory, {recursive: true});
    expect(await livenessOf(directory, 's')).toBe('missing');
    const socket = await listenIn(directory, 's');
    expect(await livenessOf(directory, 's')).toBe('listening');
    await socket?.close();
    expect(await livenessOf(directory, 's')).toBe('missing');
    expect(existsSync(join(directory, 's'))).toBe(false);
  });

  it('is closed for a process that was killed, though its file is there', async () => {
    const directory = temporaryDirectory();
    const code = `require('node:net').createServer().listen('s', () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', code], {cwd: directory});
    expect(await livenessOf(directory, 's')).toBe('closed');
  });

  it('is undefined where no socket can be made', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(await listenIn(file, 's')).toBeUndefined();
  });
});
