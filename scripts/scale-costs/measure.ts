/** Checks the model of costs on this machine: one, two and three processes, and shards over http at given bandwidths. */
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {availableParallelism, loadavg} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {chooseBackend} from '../../src/backends/choose-backend.node.js';
import {openPhotos} from '../../src/data/open-photos.node.js';
import {readShards} from '../../src/data/shards/read-shards.node.js';
import {writeShards} from '../../src/data/shards/write-shards.node.js';
import {writeTrainingJob} from '../../src/runs/scale-out/write-training-job.node.js';
import {writeColorPhotos} from '../../test/support/photo-files';
import {ringMs} from './model';
import type {Check, Checks} from './page';

const PYTHON = process.env.ALEXNET_PYTHON ?? 'python3';
const [FIRST, LAST] = [5, 25];
const BATCH = 48;

/** Times all-reduces of a small and a large tensor, and prints milliseconds of both. */
const EXCHANGE = `
import sys, time, torch, torch.distributed as dist
torch.set_num_threads(1)
dist.init_process_group('gloo')
for count in (1, int(sys.argv[1])):
    values, times = torch.zeros(count), []
    for _ in range(30):
        dist.barrier()
        start = time.perf_counter()
        dist.all_reduce(values)
        times.append(time.perf_counter() - start)
    if dist.get_rank() == 0:
        print(sorted(times)[15] * 1000)
dist.destroy_process_group()
`;

export async function measureScale(root: string): Promise<Checks> {
  await chooseBackend({prefer: 'wasm'});
  const shards = join(root, 'cost-shards');
  if (!existsSync(shards)) {
    await writeColorPhotos(join(root, 'cost-photos'), {perClass: 150, side: 256});
    await writeShards({data: join(root, 'cost-photos'), out: shards, shorterSide: 76, shardBytes: 200_000});
  }
  const checks = [...(await overHttp(shards)), ...(await byProcesses(root, shards))];
  return {load: loadavg()[0] ?? 0, checks};
}

async function byProcesses(root: string, data: string): Promise<Check[]> {
  const job = join(root, 'cost-job');
  rmSync(job, {recursive: true, force: true});
  const steps = {maxSteps: LAST, evaluateEvery: 1000, checkpointEvery: FIRST, batchSize: BATCH, seed: 3};
  const quiet = {onNote: () => undefined, onWarning: () => undefined};
  await writeTrainingJob({preset: 'alexnet-mini', data, out: job, keep: 10, ...steps, ...quiet});
  const script = join(root, 'exchange.py');
  writeFileSync(script, EXCHANGE);
  const checks: Check[] = [];
  let before = stepTime(job, 1);
  for (const processes of [2, 3]) {
    const bytes = 4 * parametersOf(job);
    const [smallMs = 0, largeMs = 0] = run(processes, [script, String(bytes / 4)])
      .split('\n')
      .map(Number);
    const link = linkOf(processes, bytes, smallMs, largeMs);
    const share = Math.min(processes, availableParallelism());
    const measured = stepTime(job, processes);
    // Other work on the machine comes and goes: one process before and after.
    const after = stepTime(job, 1);
    const alone = (before + after) / 2;
    before = after;
    checks.push({
      what: `step of ${BATCH} photos on ${processes} processes (one process: ${alone.toFixed(0)} ms)`,
      unit: 'ms',
      predicted: alone / share + ringMs(processes, bytes, link),
      measured,
    });
  }
  return checks;
}

/** Latency from an exchange of nothing, bandwidth from what more bytes take. */
function linkOf(
  processes: number,
  bytes: number,
  smallMs: number,
  largeMs: number,
): Parameters<typeof ringMs>[2] {
  const messages = 2 * (processes - 1);
  const bytesMs = Math.max(0.001, largeMs - smallMs);
  return {
    latencyMs: smallMs / messages,
    bytesPerSecond: ((messages * bytes) / processes / bytesMs) * 1000,
  };
}

function run(processes: number, words: readonly string[]): string {
  const launcher = ['-m', 'torch.distributed.run', '--standalone', `--nproc-per-node=${processes}`];
  const {stdout, stderr, status} = spawnSync(PYTHON, [...launcher, ...words], {
    encoding: 'utf8',
    env: {...process.env, OMP_NUM_THREADS: '1'},
  });
  if (status !== 0) {
    throw new Error(stderr.slice(-3000));
  }
  return stdout.trim();
}

/** Milliseconds of a step between two checkpoints. */
function stepTime(job: string, processes: number): number {
  const copy = `${job}-${processes}`;
  rmSync(copy, {recursive: true, force: true});
  cpSync(job, copy, {recursive: true});
  run(processes, [join(copy, 'train_ddp.py'), '--backend=gloo', '--workers=0']);
  const at = (step: number): number => {
    const path = join(copy, 'checkpoints', `step-${String(step).padStart(8, '0')}`, 'state.json');
    return (JSON.parse(readFileSync(path, 'utf8')) as {seconds: number}).seconds;
  };
  return ((at(LAST) - at(FIRST)) * 1000) / (LAST - FIRST);
}

function parametersOf(job: string): number {
  const bytes = readFileSync(join(job, 'start/weights.safetensors'));
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as Record<
    string,
    {shape?: number[]}
  >;
  return Object.values(header).reduce(
    (sum, {shape}) => sum + (shape === undefined ? 0 : shape.reduce((product, side) => product * side, 1)),
    0,
  );
}

async function overHttp(shards: string): Promise<Check[]> {
  const list = await readShards(shards);
  // Photos that follow each other are read with the headers between them, which small photos have much of.
  const files = new Map(list.photos.map(({packed}) => [packed?.place?.path, packed?.place?.bytes ?? 0]));
  const mean = [...files.values()].reduce((sum, bytes) => sum + bytes, 0) / list.photos.length;
  const rate = async (bytesPerSecond: number): Promise<number> => {
    const server = await serveSlowly(shards, bytesPerSecond);
    const remote = await readShards(server.url);
    const start = performance.now();
    const opened = await openPhotos(remote, {resizeShorterSide: 76});
    const seconds = (performance.now() - start) / 1000;
    opened.dispose();
    server.close();
    return list.photos.length / seconds;
  };
  const unlimited = await rate(Infinity);
  const checks: Check[] = [];
  for (const kilobytes of [100, 400]) {
    checks.push({
      what: `photos over http at ${kilobytes} kB/s (${unlimited.toFixed(0)} photos/s without a limit)`,
      unit: 'photos/s',
      predicted: Math.min((kilobytes * 1000) / mean, unlimited),
      measured: await rate(kilobytes * 1000),
    });
  }
  return checks;
}

/** Serves a folder with so many bytes per second for all requests together. */
async function serveSlowly(
  folder: string,
  bytesPerSecond: number,
): Promise<{url: string; close: () => void}> {
  let turn = Promise.resolve();
  const server = createServer((request, response) => {
    const bytes = readFileSync(join(folder, new URL(request.url ?? '/', 'http://x').pathname));
    const [, from = '0', to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = bytes.subarray(Number(from), to === undefined ? undefined : Number(to) + 1);
    turn = turn.then(async () => {
      if (response.destroyed) {
        return;
      }
      await sleep((part.length * 1000) / bytesPerSecond);
      response.writeHead(to === undefined ? 200 : 206, {
        'Content-Length': part.length,
        ...(to === undefined ? {} : {'Content-Range': `bytes ${from}-${to}/${bytes.length}`}),
      });
      response.end(part);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
