/**
 * Training on shards: from a folder or from a server that fails and is slow, stopped in the middle of an epoch or not, it is
 * the same run to the last bit. And packing: killed at any moment, it ends with the same shards.
 */
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chooseBackend} from '../../src/backends/choose-backend.node';
import {RandomStream} from '../../src/core/random';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {openPhotos} from '../../src/data/open-photos.node';
import {readShards} from '../../src/data/shards/read-shards.node';
import {writeShards} from '../../src/data/shards/write-shards.node';
import {trainOnPhotos} from '../../src/runs/train-on-photos.node';
import {EpochOrder} from '../../src/training/epoch-order';
import {buildPrograms} from '../support/build-program';
import {runDigests} from '../support/photo-run';
import {serveFolder, type Mishap, type ShardServer} from '../support/shard-server';
import {temporaryDirectory} from '../support/temporary-directory';

const SEED = 17;
const KILLS = Number(process.env.ALEXNET_KILLS ?? 2);
/** Copies of the 30 photos that are packed: a shard more is waited for before each kill. */
const COPIES = KILLS > 4 ? 8 : 4;
const root = temporaryDirectory();
const photos = join(root, 'photos');
const shards = join(root, 'shards');
const others = join(root, 'others');
const programs = temporaryDirectory();
let server: ShardServer;
/** One request in ten fails, breaks or hangs. */
const random = RandomStream.derive(SEED, 'mishaps');
const mishapOf = (): Mishap =>
  random.uniform() < 0.1 ? (['refused', 'broken', 'slow'] as const)[random.integer(3)] : undefined;

async function run(
  out: string,
  options: Partial<Parameters<typeof trainOnPhotos>[0]> = {},
): ReturnType<typeof trainOnPhotos> {
  return trainOnPhotos({
    data: shards,
    out: join(root, out),
    preset: 'cifar10-quick',
    batchSize: 8,
    maxSteps: 7,
    evaluateEvery: 3,
    seed: 3,
    // Nothing is kept: each photo is read again at each step.
    cacheBytes: 0,
    onWarning: () => undefined,
    ...options,
  });
}

/** Stops after a step, and while the next one waits for its photos. */
function stopAfter(step: number): Partial<Parameters<typeof trainOnPhotos>[0]> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: state => {
      if (state.step === step) {
        controller.abort(new Error('stop'));
      }
    },
  };
}

beforeAll(async () => {
  await chooseBackend();
  await drawCatsAndDogs(photos, {count: 30, seed: 1, sizePx: 64});
  await writeShards({data: photos, out: shards, shardBytes: 20_000, shorterSide: 64});
  await writeShards({data: photos, out: others, shardBytes: 20_000, shorterSide: 64, seed: 1});
  server = await serveFolder(root, {mishap: mishapOf, slowMs: 100});
  await buildPrograms(programs, ['killable-command']);
  // The bundle imports sharp.
  symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(programs, 'node_modules'));
}, 240_000);
afterAll(async () => server.close());

describe('training on shards', () => {
  it('is the same run from a folder, from a server that fails, and stopped in the middle of an epoch', async () => {
    const whole = await run('whole');
    expect([whole.trainingCount + whole.validationCount, whole.skipped]).toEqual([30, []]);
    const address = `${server.url}shards/`;
    await run('remote', {data: address});
    expect(server.mishaps).toBeGreaterThan(3);
    expect(runDigests(join(root, 'remote'))).toEqual(runDigests(join(root, 'whole')));

    // Two of three steps of an epoch.
    const stopped = await run('stopped', {data: address, ...stopAfter(5)});
    expect([stopped.steps, stopped.interrupted]).toEqual([5, true]);
    const resumed = await trainOnPhotos({
      out: join(root, 'stopped'),
      resume: true,
      onWarning: () => undefined,
    });
    expect(resumed.steps).toBe(7);
    expect(runDigests(join(root, 'stopped'))).toEqual(runDigests(join(root, 'whole')));
    const {data, run: facts} = JSON.parse(readFileSync(join(root, 'stopped/run.json'), 'utf8')) as {
      data: string;
      run: {shards: {training: string}};
    };
    expect([data, facts.shards.training.length]).toEqual([address, 64]);
  }, 240_000);

  it('refuses to resume with other shards and says why, and continues with a copy elsewhere', async () => {
    await run('moved', stopAfter(2));
    const resume = (data: string): ReturnType<typeof run> => run('moved', {data, resume: true});
    await expect(resume(others)).rejects.toThrow(/the index of the shards[^]*changed[^]*checksums/);
    cpSync(shards, join(root, 'copy'), {recursive: true});
    await resume(join(root, 'copy'));
    expect(runDigests(join(root, 'moved'))).toEqual(runDigests(join(root, 'whole')));
  }, 240_000);

  it('reads each photo once an epoch from a server that fails, with the pixels of the folder', async () => {
    const counts = new Map<string, number>();
    const list = await readShards(`${server.url}shards/`);
    const counted = list.photos.map(photo => ({
      ...photo,
      packed: photo.packed && {
        ...photo.packed,
        read: (signal?: AbortSignal) => {
          counts.set(photo.name, (counts.get(photo.name) ?? 0) + 1);
          return photo.packed?.read(signal) ?? Promise.resolve(new Uint8Array(0));
        },
      },
    }));
    const options = {resizeShorterSide: 64, cacheBytes: 0};
    const remote = await openPhotos({...list, photos: counted}, options);
    const local = await openPhotos(await readShards(shards), options);
    const order = new EpochOrder({count: remote.count, batchSize: 8, seed: 5});
    for (const epoch of [0, 1]) {
      counts.clear();
      for (let step = 0; step < order.batchesPerEpoch; step++) {
        const {indices} = order.batch(epoch * order.batchesPerEpoch + step);
        expect(Buffer.compare(await remote.read(indices), await local.read(indices))).toBe(0);
      }
      expect(counts.size).toBe(30);
      expect(new Set(counts.values())).toEqual(new Set([1]));
    }
    remote.dispose();
    local.dispose();
  }, 240_000);
});

describe('alexnet shards', () => {
  it(
    `killed at any moment and started again, ends with the same shards (seed ${SEED})`,
    async () => {
      const whole = join(root, 'packed-whole');
      const out = join(root, 'packed');
      const source = join(root, 'many');
      mkdirSync(source);
      for (let copy = 0; copy < COPIES; copy++) {
        for (const name of readdirSync(photos, {recursive: true, encoding: 'utf8'}).filter(file =>
          /\.jpg$/.test(file),
        )) {
          cpSync(
            join(photos, name),
            join(source, `${name.replace(/\W.*/, '')}.${copy}${name.replace(/\D/g, '')}.jpg`),
          );
        }
      }
      const options = {shorterSide: 224, shardBytes: 50 * 1024};
      const report = await writeShards({data: source, out: whole, ...options});
      const words = [
        '--once',
        'shards',
        '--data',
        source,
        '--out',
        out,
        '--shorter-side',
        '224',
        '--shard-size',
        '50K',
      ];
      const start = (): ReturnType<typeof spawn> =>
        spawn(process.execPath, [join(programs, 'killable-command.mjs'), ...words], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
      const kills = RandomStream.derive(SEED, 'kills');
      for (let round = 0; round < KILLS; round++) {
        const child = start();
        const ended = new Promise(done => child.once('exit', done));
        // Begins to count when there is something to lose.
        while (child.exitCode === null && !(await hasShard(out, round + 1))) {
          await sleep(5);
        }
        await sleep(kills.integer(60));
        child.kill('SIGKILL');
        await ended;
      }
      const code = await new Promise(done => start().once('exit', done));
      expect(code).toBe(0);
      const filesOf = (folder: string): Map<string, string> =>
        new Map(
          readdirSync(folder)
            .filter(name => !name.startsWith('.lock'))
            .map(name => [name, readFileSync(join(folder, name), 'base64')]),
        );
      expect(filesOf(out)).toEqual(filesOf(whole));
      expect(report.photos).toBe(30 * COPIES);
    },
    60_000 + 20_000 * KILLS,
  );
});

async function hasShard(folder: string, count: number): Promise<boolean> {
  await Promise.resolve();
  try {
    return readdirSync(folder).filter(name => name.startsWith('shard-')).length >= count;
  } catch {
    return false;
  }
}
