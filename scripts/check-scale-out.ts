/**
 * Trains the same job here and with PyTorch and compares them: on one, two and three processes, continued in the middle of
 * a run, taken back, with workers that are killed or stopped, on another number of workers, and on two machines.
 *
 *     ALEXNET_PYTHON=python3 node scripts/run.mjs scripts/check-scale-out.ts [FOLDER [CASE…]]
 *
 * Cases: processes (which `back` takes back), continued, back, lost, fewer, machines; without one, all. Takes some minutes. Python needs assets/scale-out's packages: torch, numpy, pillow, safetensors, tensorboard.
 */
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {chooseBackend} from '../src/backends/choose-backend.node.js';
import {openPhotos} from '../src/data/open-photos.node.js';
import {readShards} from '../src/data/shards/read-shards.node.js';
import {writeShards} from '../src/data/shards/write-shards.node.js';
import {evaluateModel} from '../src/evaluation/evaluate-model';
import {readPreprocessing} from '../src/disk/preprocessing-file.node.js';
import {openModel} from '../src/weights/open-model.node.js';
import {readRunHistory} from '../src/runs/read-run-history.node.js';
import {takeTrainingJob} from '../src/runs/scale-out/take-training-job.node.js';
import {writeTrainingJob} from '../src/runs/scale-out/write-training-job.node.js';
import {trainOnPhotos} from '../src/runs/train-on-photos.node.js';
import {parseHistory, type HistoryRow} from '../src/training/history';
import {writeColorPhotos} from '../test/support/photo-files';

const PYTHON = process.env.ALEXNET_PYTHON ?? 'python3';
const STEPS = 50;
/** Largest relative difference of two losses of a step. */
const TOLERANCE = 1e-3;
const root = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'scale-out-'));
const cases = process.argv.slice(3);
const wants = (name: string): boolean => cases.length === 0 || cases.includes(name);
const at = (name: string): string => join(root, name);
const quiet = {onNote: () => undefined, onWarning: () => undefined};
const plain = {
  preset: 'alexnet-mini',
  batchSize: 16,
  dropout: 0,
  augmentation: {crop: false, flip: false, colorStddev: 0},
  // So low that the rounding of one step is not amplified by the next ones.
  learningRate: 0.001,
  schedule: {kind: 'cosine'},
  warmupSteps: 5,
  evaluateEvery: 10,
  checkpointEvery: 5,
  epochs: 10,
  maxSteps: STEPS,
  seed: 3,
} as const;

/** Starts torchrun on this machine, or with other words of its own. */
function start(job: string, processes: number, more: string[] = [], timeout = '10'): ChildProcess {
  return launch([PYTHON], job, ['--standalone', `--nproc-per-node=${processes}`, ...more], timeout);
}

function launch(
  [command, ...before]: readonly [string, ...string[]],
  job: string,
  words: readonly string[],
  timeout = '10',
  variables: Record<string, string> = {},
): ChildProcess {
  const child = spawn(
    command,
    [
      ...[...before, '-m', 'torch.distributed.run', ...words],
      ...[join(job, 'train_ddp.py'), '--backend=gloo', '--workers=0', `--timeout=${timeout}`],
    ],
    {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, OMP_NUM_THREADS: '1', ...variables}},
  );
  const lines: string[] = [];
  const keep = (data: Buffer): void => void lines.push(data.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('exit', code => {
    if (code !== 0) {
      console.log(lines.join('').slice(-6000));
    }
  });
  return child;
}

async function finish(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? new Promise(resolve => child.on('exit', resolve));
}

const MACHINES = ['tfjs-alexnet-a', 'tfjs-alexnet-b'];

/** Makes two network namespaces that see each other only through a cable, as two machines; false without the right to. */
function connectMachines(): boolean {
  const [a = '', b = ''] = MACHINES;
  return [
    ...MACHINES.map(name => `netns add ${name}`),
    `link add cable0 netns ${a} type veth peer name cable0 netns ${b}`,
    ...MACHINES.flatMap((name, i) => [
      `-n ${name} addr add 10.77.0.${i + 1}/24 dev cable0`,
      `-n ${name} link set cable0 up`,
      `-n ${name} link set lo up`,
    ]),
  ].every(line => spawnSync('ip', line.split(' ')).status === 0);
}

/** One process on each of the two machines. */
async function trainOnTwoMachines(job: string): Promise<(number | null)[]> {
  const machines = MACHINES.map((name, rank) =>
    launch(
      ['ip', 'netns', 'exec', name, PYTHON],
      job,
      [
        ...['--nnodes=2', '--nproc-per-node=1', `--node-rank=${rank}`],
        ...['--master-addr=10.77.0.1', '--master-port=29577'],
      ],
      '10',
      {GLOO_SOCKET_IFNAME: 'cable0', TP_SOCKET_IFNAME: 'cable0'},
    ),
  );
  return Promise.all(machines.map(finish));
}

function historyOf(job: string): HistoryRow[] {
  return parseHistory(readFileSync(join(job, 'history.csv'), 'utf8'));
}

function compare(name: string, here: readonly HistoryRow[], there: readonly HistoryRow[]): void {
  const steps = there.map(({step}) => step).join(',');
  const isWhole = steps === here.map(({step}) => step).join(',');
  const differences = there.map((row, i) => Math.abs(row.loss / (here[i]?.loss ?? Number.NaN) - 1));
  const worst = Math.max(...differences);
  const accuracies = there.flatMap((row, i) =>
    row.validationAccuracy === undefined
      ? []
      : [Math.abs(row.validationAccuracy - (here[i]?.validationAccuracy ?? Number.NaN))],
  );
  const rates = Math.max(...there.map((row, i) => Math.abs(row.learningRate - (here[i]?.learningRate ?? 0))));
  const holds = isWhole && worst < TOLERANCE && rates < 1e-9;
  console.log(
    `${holds ? 'ok  ' : 'FAIL'} ${name}: ${there.length} steps, loss within ${worst.toExponential(1)}, ` +
      `accuracy within ${Math.max(...accuracies)}, last loss ${there.at(-1)?.loss}`,
  );
  process.exitCode = holds ? process.exitCode : 1;
}

function copyJob(from: string, to: string): string {
  rmSync(at(to), {recursive: true, force: true});
  cpSync(at(from), at(to), {recursive: true});
  return at(to);
}

/** Ids of the workers of a launcher. */
function workersOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => {
      try {
        return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function untilStep(job: string, step: number): Promise<void> {
  for (;;) {
    const path = join(job, 'checkpoints');
    const done = existsSync(path) ? readdirSync(path).filter(name => name.startsWith('step-')) : [];
    if (done.some(name => Number(name.slice(5)) >= step)) {
      return;
    }
    await sleep(50);
  }
}

await chooseBackend({prefer: 'wasm'});
if (!existsSync(at('shards'))) {
  await writeColorPhotos(at('photos'), {perClass: 90, side: 80});
  await writeShards({data: at('photos'), out: at('shards'), shorterSide: 76, shardBytes: 200_000});
}
const data = at('shards');
for (const name of ['run', 'half', 'job', 'halfJob', 'taken']) {
  rmSync(at(name), {recursive: true, force: true});
}
await trainOnPhotos({...plain, data, out: at('run'), ...quiet});
const here = await readRunHistory(at('run'));
await writeTrainingJob({...plain, data, out: at('job'), ...quiet});
for (const processes of wants('processes') ? [1, 2, 3] : []) {
  const job = copyJob('job', `job${processes}`);
  await finish(start(job, processes));
  compare(`${processes} processes`, here, historyOf(job));
}
if (wants('continued')) {
  await trainOnPhotos({...plain, maxSteps: 25, data, out: at('half'), ...quiet});
  await writeTrainingJob({run: at('half'), maxSteps: STEPS, out: at('halfJob'), ...quiet});
  await finish(start(at('halfJob'), 2));
  compare('continued at step 25', here, historyOf(at('halfJob')));
}

if (wants('back')) {
  const taken = await takeTrainingJob({job: at('job2'), out: at('taken'), ...quiet});
  const {model} = await openModel(at('taken'));
  const preprocessing = await readPreprocessing(at('taken'));
  const list = await readShards(data);
  const names = new Set(
    (JSON.parse(readFileSync(join(at('taken'), 'photos.json'), 'utf8')) as {validation: string[]}).validation,
  );
  const photos = await openPhotos(
    {...list, photos: list.photos.filter(({name}) => names.has(name))},
    {resizeShorterSide: 76},
  );
  if (preprocessing !== undefined) {
    const {top1, count} = await evaluateModel(model, photos, {preprocessing});
    const difference = Math.abs(top1 - (taken.best?.accuracy ?? Number.NaN)) * count;
    console.log(
      `${difference <= 1 ? 'ok  ' : 'FAIL'} taken back: ${top1} of ${count} photos here, ${taken.best?.accuracy} there`,
    );
  }
  await trainOnPhotos({out: at('taken'), resume: true, maxSteps: STEPS + 5, ...quiet});
  console.log(`ok   resumed here: ${(await readRunHistory(at('taken'))).length} steps`);
}

for (const [name, sign, processes] of [
  ['kill', 'SIGKILL', 2],
  ['stop', 'SIGSTOP', 2],
] as const) {
  if (!wants('lost')) {
    break;
  }
  const job = copyJob('job', name);
  const child = start(job, processes, ['--max-restarts=2'], '0.5');
  await untilStep(job, 20);
  const worker = workersOf(child.pid ?? 0).at(-1) ?? 0;
  process.kill(worker, sign);
  const code = await finish(child);
  compare(`${sign} of worker ${worker} after step 20, exit ${code}`, here, historyOf(job));
}
if (wants('fewer')) {
  const job = copyJob('job', 'fewer');
  const child = start(job, 3);
  await untilStep(job, 20);
  child.kill('SIGKILL');
  for (const worker of workersOf(child.pid ?? 0)) {
    process.kill(worker, 'SIGKILL');
  }
  await finish(child);
  await sleep(1000);
  await finish(start(job, 2));
  compare('three processes, killed, then two', here, historyOf(job));
}

if (wants('machines') && connectMachines()) {
  const shared = copyJob('job', 'machines');
  const codes = await trainOnTwoMachines(shared);
  compare(`two network namespaces as two machines, exit ${codes.join(', ')}`, here, historyOf(shared));
} else if (wants('machines')) {
  console.log('skipped: two network namespaces; `ip netns add` needs root');
}
for (const name of wants('machines') ? MACHINES : []) {
  spawnSync('ip', ['netns', 'delete', name]);
}
console.log(root);
process.exit();
