import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../../src/errors';
import {
  errorCode,
  ioError,
  isAlive,
  removeStaleTemporaries,
  syncDirectory,
  temporaryPath,
  writeFileAtomic,
  writeFileSynced,
} from '../../../src/disk/atomic-file.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();

/** A process id that was in use and no longer is. */
const DEAD_PID = spawnSync(process.execPath, ['-e', '']).pid;

describe('writeFileAtomic', () => {
  it('writes the parts one behind the other, makes the directories and leaves nothing else', async () => {
    const path = join(root, 'a', 'b', 'file.txt');
    await writeFileAtomic(path, 'one', new Uint8Array([33]), 'two');
    expect(readFileSync(path, 'utf8')).toBe('one!two');
    expect(readdirSync(join(root, 'a', 'b'))).toEqual(['file.txt']);
  });

  it('replaces what was there', async () => {
    const path = join(root, 'replaced');
    await writeFileAtomic(path, 'a long text');
    await writeFileAtomic(path, 'short');
    expect(readFileSync(path, 'utf8')).toBe('short');
  });

  it('leaves no temporary file when it fails, and says what to do', async () => {
    const path = join(root, 'blocked');
    mkdirSync(join(path, 'inside'), {recursive: true});
    await expectAlexNetError(() => writeFileAtomic(path, 'x'), 'io', path, 'fix: choose another path');
    expect(readdirSync(root).filter(name => name.startsWith('.tmp-'))).toEqual([]);
  });
});

describe('writeFileSynced', () => {
  it('writes the bytes in place', async () => {
    await writeFileSynced(join(root, 'plain'), 'abc');
    expect(readFileSync(join(root, 'plain'), 'utf8')).toBe('abc');
  });
});

describe('temporaryPath', () => {
  it('returns another name in the same directory each time', () => {
    const [a, b] = [temporaryPath('/x/y'), temporaryPath('/x/y')];
    expect(a).not.toBe(b);
    expect(a).toMatch(new RegExp(`^/x/\\.tmp-${process.pid}-\\d+-y$`));
  });
});

describe('removeStaleTemporaries', () => {
  it('removes what a dead process left and spares a living one, unless told to remove all', async () => {
    const directory = join(root, 'stale');
    mkdirSync(join(directory, `.tmp-${DEAD_PID}-1-dir`, 'inner'), {recursive: true});
    const alive = `.tmp-${process.pid}-1-file`;
    writeFileSync(join(directory, alive), '');
    writeFileSync(join(directory, 'kept'), '');
    await removeStaleTemporaries(directory);
    expect(readdirSync(directory).sort()).toEqual([alive, 'kept']);
    await removeStaleTemporaries(directory, {all: true});
    expect(readdirSync(directory)).toEqual(['kept']);
  });
});

describe('isAlive', () => {
  it('tells this process from one that ended', () => {
    expect([isAlive(process.pid), isAlive(DEAD_PID)]).toEqual([true, false]);
  });
});

describe('syncDirectory', () => {
  it('fails for a directory that is not there', async () => {
    await expect(syncDirectory(join(root, 'missing'))).rejects.toThrow('ENOENT');
  });
});

describe('ioError', () => {
  it('says that the disk is full and that nothing was harmed', () => {
    const error = ioError('writing x', Object.assign(new Error('ENOSPC: no space left'), {code: 'ENOSPC'}));
    expect(error.code).toBe('io');
    expect(error.message).toContain('the disk is full');
    expect(error.message).toContain('unharmed');
  });

  it('lets an error of this library pass', () => {
    const error = new AlexNetError({code: 'bad-data', where: 'here', problem: 'wrong.'});
    expect(ioError('there', error)).toBe(error);
  });
});

describe('errorCode', () => {
  it('reads the code of a Node error and of nothing else', () => {
    expect(errorCode(Object.assign(new Error('x'), {code: 'ENOENT'}))).toBe('ENOENT');
    expect([errorCode(new Error('x')), errorCode('ENOENT'), errorCode(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
