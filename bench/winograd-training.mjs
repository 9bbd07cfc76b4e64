/**
 * What Winograd's method does to a training: `alexnet-mini` on photos, without it, as it is by default (which leaves it out
 * for layers as small as these), and wherever it can be.
 *
 *     node bench/winograd-training.mjs --data photos/train --validation photos/test [--seeds 3] [--steps 200]
 *
 * Prints the distance of the loss curves over the first steps, and the accuracy of whole runs over seeds.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {trainOnPhotos} from '../dist/node.js';
import {useWasm} from '../dist/wasm.js';

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    validation: {type: 'string'},
    seeds: {type: 'string', default: '3'},
    steps: {type: 'string', default: '200'},
  },
});

/** One run: the loss of every step, and the accuracy of the best and the last model on the photos held back. */
async function train(winograd, seed, extra = {}) {
  await useWasm({winograd});
  const out = mkdtempSync(join(tmpdir(), 'winograd-'));
  const losses = [];
  try {
    const report = await trainOnPhotos({
      ...{data: options.data, validation: options.validation, preset: 'alexnet-mini', out, seed},
      ...extra,
      onProgress: ({loss}) => losses.push(loss),
    });
    return {losses, best: report.best.accuracy, last: report.last.accuracy};
  } finally {
    rmSync(out, {recursive: true, force: true});
  }
}

const percent = value => `${(100 * value).toFixed(2)} %`;
const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = values => {
  const middle = mean(values);
  return Math.sqrt(
    mean(values.map(value => (value - middle) ** 2)) * (values.length / Math.max(1, values.length - 1)),
  );
};

/** How far the losses of two runs are apart, step by step, in shares of the second's. */
function printDistance(name, {losses}, {losses: reference}) {
  const distances = losses.map((loss, i) => Math.abs(loss - reference[i]) / reference[i]);
  const upTo = [25, 50, 100, 150, 200, 400].filter(end => end < distances.length).concat(distances.length);
  console.log(
    `${name}: ${percent(mean(distances))} on average; at worst up to step ${upTo.map(end => `${end}: ${percent(Math.max(...distances.slice(0, end)))}`).join(', ')}`,
  );
}

const MODES = {'by default': true, 'wherever it can be': 'always', without: false};

// A training at the preset's rate is chaotic: after some dozens of steps any difference, however small, is as large as
// any other. What a change of the rate by a millionth does is the measure; at a tenth of the rate there is less of it.
const maxSteps = Number(options.steps);
for (const learningRate of [0.01, 0.001]) {
  const exact = await train(false, 1, {maxSteps, learningRate});
  console.log(`loss curves at the rate ${learningRate}, against the one without Winograd's method`);
  printDistance('  with it by default', await train(true, 1, {maxSteps, learningRate}), exact);
  printDistance('  with it wherever it can be', await train('always', 1, {maxSteps, learningRate}), exact);
  const nudged = await train(false, 1, {maxSteps, learningRate: learningRate * (1 + 1e-6)});
  printDistance('  without it, the rate a millionth higher', nudged, exact);
}

const accuracy = Object.fromEntries(Object.keys(MODES).map(name => [name, []]));
for (let seed = 1; seed <= Number(options.seeds); seed++) {
  for (const [name, winograd] of Object.entries(MODES)) {
    const {best, last} = await train(winograd, seed);
    accuracy[name].push(last);
    console.log(`seed ${seed}, ${name}: ${percent(last)} at the end, ${percent(best)} at best`);
  }
}
for (const [name, values] of Object.entries(accuracy)) {
  if (values.length > 0) {
    console.log(`${name}: ${percent(mean(values))} ± ${percent(spread(values))} over ${values.length} seeds`);
  }
}
process.exit(0);
