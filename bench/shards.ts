/**
 * Speed of `writeShards` beside plain decoding and encoding of the same photos, and of training on shards over http beside
 * that from a folder: `node scripts/run.mjs bench/shards.ts PHOTOS [ROUNDS]`.
 *
 * Both sides alternate, because other work on the machine comes and goes; the medians of the ratios count. One request in
 * twenty fails, breaks or takes 1.5 seconds.
 */
import {spawn} from 'node:child_process';
import {rmSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {availableParallelism, loadavg, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import sharp from 'sharp';
import {
  chooseBackend,
  openPhotos,
  photoFolder,
  readShards,
  trainOnPhotos,
  writeShards,
} from 'tfjs-alexnet/node';
import {serveFolder} from '../test/support/shard-server';

const [data = '../shared/data/catsdogs/train', rounds = '3'] = process.argv.slice(2);
const root = join(tmpdir(), `alexnet-bench-shards-${process.pid}`);
const SIDE = 256;
const MISHAPS = ['refused', 'broken', 'slow'] as const;

if (data === '--serve') {
  let number = 0;
  const {url} = await serveFolder(rounds, {
    mishap: () => (number++ % 20 === 7 ? MISHAPS[Math.floor(number / 20) % 3] : undefined),
  });
  console.log(url);
  await new Promise(() => undefined);
}
const {photos} = await photoFolder(resolve(data));
console.log(`${photos.length} photos, ${availableParallelism()} processors`);
const ratios: Record<string, number[]> = {};
for (let round = 0; round < Number(rounds); round++) {
  const plain = await seconds(recode);
  const out = join(root, `shards-${round}`);
  const peak = peakMemory();
  const packed = await seconds(() => writeShards({data: resolve(data), out}));
  note('packing / decoding and encoding', plain / packed, `${rate(packed)} and ${rate(plain)}; ${peak()} MB`);

  const local = await seconds(() => readAll(out));
  const server = await startServer(out);
  const remote = await seconds(() => readAll(server.url));
  note('reading over http / from the folder', local / remote, `${rate(remote)} and ${rate(local)}`);

  await chooseBackend();
  const here = await train(out, `here-${round}`);
  const there = await train(server.url, `there-${round}`);
  note(
    'training over http / from the folder',
    there / here,
    `${there.toFixed(0)} and ${here.toFixed(0)} photos/s`,
  );
  server.close();
}
for (const [name, values] of Object.entries(ratios)) {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  console.log(`${name}: median ${median.toFixed(2)}, minimum ${(sorted[0] ?? 0).toFixed(2)}`);
}
console.log(`load of the last minute: ${loadavg()[0]?.toFixed(1)}`);
rmSync(root, {recursive: true, force: true});

/** Starts a server in a process of its own, as it is on another machine. */
async function startServer(folder: string): Promise<{url: string; close: () => void}> {
  const program = resolve(import.meta.dirname, '../scripts/run.mjs');
  const child = spawn(process.execPath, [program, 'bench/shards.ts', '--serve', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const url = await new Promise<string>(done => {
    child.stdout.once('data', (text: Buffer) => {
      done(text.toString().trim());
    });
  });
  return {url, close: () => process.kill(-(child.pid ?? 0))};
}

/** Decodes and encodes all photos, as many at a time as Node has threads, and keeps nothing. */
async function recode(): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < photos.length; i = next++) {
      const bytes = await readFile(photos[i]?.file ?? '');
      await sharp(bytes).autoOrient().resize(SIDE, SIDE, {fit: 'outside'}).jpeg({quality: 90}).toBuffer();
    }
  };
  await Promise.all(Array.from({length: Math.max(4, availableParallelism())}, work));
}

async function readAll(place: string): Promise<void> {
  const opened = await openPhotos(await readShards(place), {resizeShorterSide: SIDE});
  opened.dispose();
}

/** Photos per second of 32 steps after the first two, of which no photo is kept in memory. */
async function train(place: string, out: string): Promise<number> {
  const [first, steps, batchSize] = [2, 34, 32];
  let [start, end] = [0, 0];
  await trainOnPhotos({
    data: place,
    out: join(root, out),
    preset: 'alexnet-mini',
    maxSteps: steps,
    batchSize,
    cacheBytes: 0,
    evaluateEvery: 1e6,
    onProgress: ({step}) => {
      start = step === first ? performance.now() : start;
      end = step === steps ? performance.now() : end;
    },
    onWarning: () => undefined,
  });
  return ((steps - first) * batchSize) / ((end - start) / 1000);
}

async function seconds(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await body();
  return (performance.now() - start) / 1000;
}

function rate(time: number): string {
  return `${(photos.length / time).toFixed(0)} photos/s`;
}

function note(name: string, ratio: number, text: string): void {
  (ratios[name] ??= []).push(ratio);
  console.log(`${name}: ${ratio.toFixed(2)} (${text})`);
}

/** Returns a function for the largest memory of this process since the call. */
function peakMemory(): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  return () => {
    clearInterval(timer);
    return Math.round(most / 2 ** 20);
  };
}
