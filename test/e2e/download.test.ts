/** `alexnet download` as a user runs it: stopped, killed, on a full disk, on one that cannot be written. */
import {spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {binarySet, makeTarGz} from '../support/archives';
import {builtCommand, startCommand} from '../support/command';
import {alexnet, type InProcessResult} from '../support/in-process';
import {temporaryDirectory} from '../support/temporary-directory';
import {type Reply, startWeightServer, type WeightServer} from '../support/weight-server';

const BYTES = Buffer.alloc(6_000_000, 'weights of nobody ');
const root = temporaryDirectory();
const disk = join(root, 'disk');
mkdirSync(disk);
const mount = (...options: string[]): boolean => spawnSync('mount', [...options, disk]).status === 0;
const isMounted = process.platform === 'linux' && mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs');
afterAll(() => {
  if (isMounted) {
    spawnSync('umount', [disk]);
  }
});

let server: WeightServer;
beforeAll(async () => {
  await builtCommand();
  server = await startWeightServer(reply => {
    reply.file(BYTES, {etag: '"a"'});
  });
  writeFileSync(
    join(root, 'table.json'),
    JSON.stringify([
      {
        name: 'big.file',
        url: 'https://weights.invalid/big.bin',
        digest: {algorithm: 'sha256', hex: createHash('sha256').update(BYTES).digest('hex')},
        preset: 'lenet5',
        preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: [0], scale: 1},
      },
    ]),
  );
}, 300_000);
afterAll(async () => {
  await server.close();
});

const environment = (cache: string): Record<string, string> => ({
  ALEXNET_WEIGHTS_TABLE: join(root, 'table.json'),
  ALEXNET_WEIGHTS_MIRROR: server.origin,
  ALEXNET_CACHE: cache,
  no_proxy: '127.0.0.1',
});
const start = (cache: string): ReturnType<typeof startCommand> =>
  startCommand(['download', 'big.file', '--json'], {env: environment(cache)});
/** The same in this process: to its end, where nothing kills it. */
async function run(cache: string): Promise<InProcessResult> {
  return await here(environment(cache), 'download', 'big.file', '--json');
}
async function here(env: Record<string, string>, ...line: string[]): Promise<InProcessResult> {
  for (const [name, value] of Object.entries(env)) {
    vi.stubEnv(name, value);
  }
  try {
    return await alexnet(...line);
  } finally {
    vi.unstubAllEnvs();
  }
}
const files = (cache: string): string[] => readdirSync(join(cache, 'big.file')).sort();
const newCache = (): string => mkdtempSync(join(root, 'cache-'));

/** Sends `count` bytes and then nothing. */
function stall(reply: Reply, count: number): void {
  reply.response.writeHead(200, {'Content-Length': String(BYTES.length), ETag: '"a"'});
  reply.response.write(BYTES.subarray(0, count));
}
const arrived = (cache: string): Promise<void> =>
  expect
    .poll(() => readFileSync(join(cache, 'big.file/big.bin.part')).length)
    .toBe(1_000_000)
    .then(() => undefined);

describe('alexnet download', () => {
  it.each([
    ['SIGKILL', null, 'SIGKILL'],
    ['SIGINT', 130, null],
    ['SIGTERM', 130, null],
  ] as const)('resumes after %s with the bytes that had arrived', async (signal, code, endedBy) => {
    const cache = newCache();
    server.seen.length = 0;
    server.answer = (reply, count) => {
      if (count === 0) {
        stall(reply, 1_000_000);
      } else {
        reply.file(BYTES, {etag: '"a"'});
      }
    };
    const first = start(cache);
    await expect.poll(() => server.seen.length).toBe(1);
    await arrived(cache);
    first.child.kill(signal);
    expect(await first.done).toMatchObject({code, signal: endedBy});
    expect(files(cache)).not.toContain('big.bin');
    const second = await run(cache);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('resuming after the 1000000 bytes that are there');
    expect(JSON.parse(second.stdout)).toMatchObject({from: 'download', bytes: BYTES.length});
    expect(server.seen[1]).toEqual({path: '/big.bin', range: 'bytes=1000000-', ifRange: '"a"'});
    expect(files(cache)).toEqual(['big.bin']);
    expect(readFileSync(join(cache, 'big.file/big.bin')).equals(BYTES)).toBe(true);
  });

  it('downloads once for two commands at a time', async () => {
    const cache = newCache();
    server.seen.length = 0;
    server.answer = reply => {
      stall(reply, 3_000_000);
      setTimeout(() => reply.response.end(BYTES.subarray(3_000_000)), 2500);
    };
    const both = await Promise.all([start(cache).done, start(cache).done]);
    expect(both.map(({code}) => code)).toEqual([0, 0]);
    const froms = both.map(({stdout}) => (JSON.parse(stdout) as {from: string}).from);
    expect([froms.sort(), server.seen.length]).toEqual([['cache', 'download'], 1]);
    expect(both.map(({stderr}) => stderr).join('')).toContain('another program is downloading it; waiting');
  });

  it('leaves no half data set where it is killed while it unpacks, and makes it whole the next time', async () => {
    const home = newCache();
    const archive = makeTarGz(
      Array.from({length: 150}, (_, i) => ({name: `tiny-bin/${i}.bin`, content: randomBytes(6000)})),
    );
    server.answer = reply => {
      reply.file(archive);
    };
    writeFileSync(join(home, 'sets.json'), JSON.stringify([binarySet(archive, server.origin)]));
    const env = {
      ALEXNET_DATA_SETS_TABLE: join(home, 'sets.json'),
      ALEXNET_CACHE: join(home, 'cache'),
      no_proxy: '127.0.0.1',
    };
    const line = ['download', 'tiny', '--out', join(home, 'data/tiny'), '--json'];
    const first = startCommand(line, {env});
    const made = (): string[] => readdirSync(join(home, 'data'), {recursive: true, encoding: 'utf8'});
    await expect
      .poll(() => existsSync(join(home, 'data')) && made().some(name => name.endsWith('.bin')), {
        timeout: 20_000,
        interval: 1,
      })
      .toBe(true);
    first.child.kill('SIGKILL');
    expect(await first.done).toMatchObject({signal: 'SIGKILL'});
    expect(readdirSync(join(home, 'data'))).toEqual([expect.stringMatching(/^\.tmp-/)]);
    const {code, stdout} = await here(env, ...line);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, {from: 'cache', count: 150}]);
    expect(readdirSync(join(home, 'data'))).toEqual(['tiny']);
  });

  it('refuses a cache directory that is a file', async () => {
    const cache = join(newCache(), 'file');
    writeFileSync(cache, '');
    const {code, stderr} = await run(cache);
    expect(code).toBe(1);
    expect(stderr).toContain('--cache or ALEXNET_CACHE');
  });

  const skipped = isMounted ? '' : ' (skipped: no disk can be mounted)';
  it.skipIf(!isMounted)(`reports a full disk, and resumes when there is space${skipped}`, async () => {
    server.seen.length = 0;
    server.answer = reply => {
      reply.file(BYTES, {etag: '"a"'});
    };
    const full = await run(disk);
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('the disk is full')]);
    expect(full.stderr).toContain('fix: free some space');
    expect(mount('-o', 'remount,size=20m')).toBe(true);
    expect((await run(disk)).code).toBe(0);
    expect(server.seen.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(files(disk)).toEqual(['big.bin']);

    // On a disk that cannot be written, cached files work and others are refused.
    expect(mount('-o', 'remount,ro')).toBe(true);
    expect(JSON.parse((await run(disk)).stdout)).toMatchObject({from: 'cache'});
    const refused = await run(join(disk, 'other'));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--cache or ALEXNET_CACHE')]);
  });
});
