import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {DirectoryLock} from '../../../src/disk/directory-lock.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();

function directoryWithLock(name: string, lock: string): string {
  const directory = join(root, name);
  mkdirSync(directory);
  writeFileSync(join(directory, '.lock'), lock);
  return directory;
}

describe('DirectoryLock', () => {
  it('is given to one at a time, and again after it was released', async () => {
    const directory = join(root, 'one');
    const lock = await DirectoryLock.acquire(directory);
    await expectAlexNetError(
      () => DirectoryLock.acquire(directory),
      'bad-state',
      `process ${process.pid}`,
      'fix: wait for that process',
    );
    await lock.release();
    await lock.release();
    await (await DirectoryLock.acquire(directory)).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is given to exactly one of many that ask at once', async () => {
    const directory = join(root, 'many');
    const results = await Promise.allSettled(Array.from({length: 8}, () => DirectoryLock.acquire(directory)));
    expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const owner = JSON.stringify({pid: child.pid, host: hostname(), born: ''});
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const directory = directoryWithLock('killed', owner);
    await (await DirectoryLock.acquire(directory)).release();
    expect(existsSync(join(directory, '.lock'))).toBe(false);
  });

  it('is taken over when its process id now belongs to a later process', async () => {
    const owner = JSON.stringify({pid: process.pid, host: hostname(), born: 'another boot 1'});
    await (await DirectoryLock.acquire(directoryWithLock('reused', owner))).release();
  });

  it('is taken over when the file holds nothing that this library wrote', async () => {
    await (await DirectoryLock.acquire(directoryWithLock('garbage', '{"pid":'))).release();
  });

  it('belongs to its owner also where the process id says nothing: in another container of this machine', async () => {
    const directory = join(root, 'container');
    const lock = await DirectoryLock.acquire(directory);
    const file = join(directory, '.lock');
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    // As a process of another container with the same host name would have written it.
    writeFileSync(file, JSON.stringify({...owner, pid: 999_999_999, namespace: 'pid:[1]'}));
    await expectAlexNetError(() => DirectoryLock.acquire(directory), 'bad-state', 'process 999999999');
    await expectAlexNetError(() => lock.requireHeld(), 'bad-state', 'lost the lock');
    writeFileSync(file, JSON.stringify({...owner, host: 'another-container', namespace: 'pid:[1]'}));
    await expectAlexNetError(() => DirectoryLock.acquire(directory), 'bad-state', 'on another-container');
    await lock.release();
    // That process was killed: nobody listens any more.
    writeFileSync(join(directory, String(owner.socket)), '');
    await (await DirectoryLock.acquire(directory)).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.skipIf(spawnSync('unshare', ['--pid', '--fork', 'true']).status !== 0)(
    'is respected by a process of another PID namespace, and taken over from one that was killed there',
    async () => {
      const directory = join(root, 'namespace');
      const program = join(root, 'lock.mjs');
      await build({
        stdin: {
          contents: `import {DirectoryLock} from './directory-lock.node.ts';
            await DirectoryLock.acquire(${JSON.stringify(directory)});
            console.log('held');
            setInterval(() => undefined, 1000);`,
          resolveDir: join(import.meta.dirname, '../../../src/disk'),
        },
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'esm',
        logLevel: 'error',
      });
      const child = spawn('unshare', ['--pid', '--fork', '--kill-child', process.execPath, program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise(resolve => child.once('exit', resolve));
      await new Promise(resolve => child.stdout.once('data', resolve));
      await expectAlexNetError(() => DirectoryLock.acquire(directory), 'bad-state', 'another process');
      child.kill('SIGKILL');
      await ended;
      await expect.poll(() => DirectoryLock.acquire(directory).then(lock => lock.release())).toBeUndefined();
    },
  );

  it('is respected when another machine holds it, since nobody here can tell whether that run lives', async () => {
    const owner = JSON.stringify({pid: 1, host: 'another-machine', born: ''});
    const directory = directoryWithLock('remote', owner);
    await expectAlexNetError(
      () => DirectoryLock.acquire(directory),
      'bad-state',
      'process 1 on another-machine',
      join(directory, '.lock'),
    );
  });
});
