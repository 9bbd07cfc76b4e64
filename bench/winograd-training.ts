/**
 * Effect of Winograd's method on training `alexnet-mini` on photos: without it, by default (which does not use it for
 * layers this small), and wherever it is possible.
 *
 *     npm run bench:winograd -- --data photos/train --validation photos/test [--seeds 3] [--steps 200]
 *
 * Prints the distance of the loss curves over the first steps, and the accuracy of whole runs over seeds.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {TrainOnPhotosOptions} from 'tfjs-alexnet/node';
import type {UseWasmOptions} from 'tfjs-alexnet/wasm';
import {ensureBuilt} from '../scripts/project';

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    validation: {type: 'string'},
    seeds: {type: 'string', default: '3'},
    steps: {type: 'string', default: '200'},
  },
});

/** The value of an option that has no default. */
function required(name: 'data' | 'validation'): string {
  const value = options[name];
  if (value === undefined) {
    console.error(
      'usage: npm run bench:winograd -- --data FOLDER --validation FOLDER [--seeds 3] [--steps 200]',
    );
    process.exit(2);
  }
  return value;
}
const PHOTOS = {data: required('data'), validation: required('validation')};
ensureBuilt();
const {trainOnPhotos} = await import('tfjs-alexnet/node');
const {useWasm} = await import('tfjs-alexnet/wasm');

type Winograd = UseWasmOptions['winograd'];

/** The loss of every step, and the validation accuracy of the best and of the last model. */
interface Run {
  losses: number[];
  best: number;
  last: number;
}

/** Trains once. */
async function train(
  winograd: Winograd,
  seed: number,
  extra: Partial<TrainOnPhotosOptions> = {},
): Promise<Run> {
  await useWasm({winograd});
  const out = mkdtempSync(join(tmpdir(), 'winograd-'));
  const losses: number[] = [];
  try {
    const report = await trainOnPhotos({
      ...{...PHOTOS, preset: 'alexnet-mini', out, seed},
      ...extra,
      onProgress: ({loss}) => losses.push(loss),
    });
    const {best, last} = report;
    return {losses, best: best?.accuracy ?? Number.NaN, last: last?.accuracy ?? Number.NaN};
  } finally {
    rmSync(out, {recursive: true, force: true});
  }
}

const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** Standard deviation. */
const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(
    mean(values.map(value => (value - middle) ** 2)) * (values.length / Math.max(1, values.length - 1)),
  );
};

/** Prints the relative distance between the losses of two runs, step by step. */
function printDistance(name: string, {losses}: Run, {losses: reference}: Run): void {
  const distances = losses.map((loss, i) => Math.abs(loss / (reference[i] ?? Number.NaN) - 1));
  const upTo = [25, 50, 100, 150, 200, 400].filter(end => end < distances.length).concat(distances.length);
  console.log(
    `${name}: ${percent(mean(distances))} on average; largest up to step ${upTo.map(end => `${end}: ${percent(Math.max(...distances.slice(0, end)))}`).join(', ')}`,
  );
}

const MODES: readonly [string, Winograd][] = [
  ['by default', true],
  ['wherever it can be', 'always'],
  ['without', false],
];

// At the preset's learning rate training is chaotic: after a few dozen steps every difference, however small, has the same
// effect. A run whose learning rate is higher by one millionth shows its size; it is smaller at a tenth of the rate.
const maxSteps = Number(options.steps);
for (const learningRate of [0.01, 0.001]) {
  const exact = await train(false, 1, {maxSteps, learningRate});
  console.log(
    `loss curves at learning rate ${learningRate}, compared with training without Winograd's method`,
  );
  printDistance('  with it by default', await train(true, 1, {maxSteps, learningRate}), exact);
  printDistance('  with it wherever it can be', await train('always', 1, {maxSteps, learningRate}), exact);
  const nudged = await train(false, 1, {maxSteps, learningRate: learningRate * (1 + 1e-6)});
  printDistance('  without it, the rate a millionth higher', nudged, exact);
}

const accuracies = MODES.map(([name]) => ({name, values: [] as number[]}));
for (let seed = 1; seed <= Number(options.seeds); seed++) {
  for (const [i, [name, winograd]] of MODES.entries()) {
    const {best, last} = await train(winograd, seed);
    accuracies[i]?.values.push(last);
    console.log(`seed ${seed}, ${name}: ${percent(last)} at the end, ${percent(best)} at best`);
  }
}
for (const {name, values} of accuracies) {
  if (values.length > 0) {
    console.log(`${name}: ${percent(mean(values))} ± ${percent(spread(values))} over ${values.length} seeds`);
  }
}
process.exit(0);
