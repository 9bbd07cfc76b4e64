// npm run bench: this package against others, in one run, on one machine, on the same network and inputs, in turn.
//
//     npm run bench -- [--rounds 5] [--attempts 6] [--only train-32,lrn] [--no-scaling] [--no-install] [--out FOLDER]
//
// Writes results.json and performance.md with its charts. A figure counts as good only if it was measured while nothing
// else held the processors; with a figure that is not, docs/performance.md stays as it is and the exit code is 1.
import {mkdirSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {ensureBuilt} from '../scripts/prepare.mjs';
import {findPeers, versionsOf} from './find-peers.mjs';
import {BOUNDS, MEASUREMENTS, SCALING} from './plan.mjs';
import {writePerformance} from './report.mjs';
import {figureOf} from './statistics.mjs';
import {Subject} from './subject.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const {values: options} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    attempts: {type: 'string', default: '6'},
    only: {type: 'string'},
    'no-scaling': {type: 'boolean', default: false},
    'no-install': {type: 'boolean', default: false},
    out: {type: 'string', default: join(ROOT, '.cache/bench')},
  },
});
process.chdir(ROOT);
ensureBuilt();

const only = options.only?.split(',');
const chosen = MEASUREMENTS.filter(({id}) => only === undefined || only.includes(id));
const peers = findPeers(join(ROOT, '.cache/bench-peers'), {install: !options['no-install']});
for (const [name, {missing}] of Object.entries(peers)) {
  if (missing !== undefined) {
    console.error(`without ${name}: ${missing}`);
  }
}
const subjects = new Map();

function subjectOf(name) {
  if (!subjects.has(name)) {
    subjects.set(name, new Subject(name, peers[name]));
  }
  return subjects.get(name);
}

/** Rounds of all, one after the other, so that a machine that gets slower gets slower for all. */
async function measure(measurements, rounds) {
  const samples = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const {id, request, subjects: asked} of measurements) {
      const here = asked.filter(name => peers[name].missing === undefined);
      // Nobody is always the first, whom the others' work has just left the caches to.
      const turned = here.map((_, i) => here[(i + round) % here.length]);
      for (const name of turned) {
        const key = `${id} ${name}`;
        try {
          const sample = await subjectOf(name).quietSample(request, Number(options.attempts));
          samples.set(key, [...(samples.get(key) ?? []), sample]);
        } catch (error) {
          peers[name] = {missing: error.message};
          console.error(`going on without ${name}: ${error.message}`);
        }
      }
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  return measurements.map(({request: _request, subjects: asked, ...measurement}) => ({
    ...measurement,
    figures: Object.fromEntries(
      asked
        .filter(name => samples.has(`${measurement.id} ${name}`))
        .map(name => [name, figureOf(samples.get(`${measurement.id} ${name}`))]),
    ),
  }));
}

const measured = await measure(chosen, Number(options.rounds));
for (const name of [...subjects.keys()].filter(name => name !== 'tfjs-alexnet')) {
  subjects.get(name).end();
  subjects.delete(name);
}
const scaling = options['no-scaling'] ? [] : await measure(SCALING, 3);
subjectOf('tfjs-alexnet').end();

const figureAt = ([id, name]) => measured.find(one => one.id === id)?.figures[name];
const bounds = BOUNDS.flatMap(({title, of, to, most}) => {
  const [one, other] = [figureAt(of), figureAt(to)];
  return one === undefined || other === undefined
    ? []
    : [{title, most, ratio: one.median / other.median, ratioOfMinima: one.min / other.min}];
});
const good = [...measured, ...scaling].every(({figures}) =>
  Object.values(figures).every(figure => figure.good),
);
const results = {
  date: new Date().toISOString(),
  machine: {processor: cpus()[0]?.model.trim(), processors: availableParallelism(), node: process.version},
  versions: versionsOf(peers),
  good,
  measurements: measured,
  bounds,
  scaling,
};

mkdirSync(options.out, {recursive: true});
writeFileSync(join(options.out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
const complete =
  only === undefined &&
  !options['no-scaling'] &&
  Object.values(peers).every(({missing}) => missing === undefined);
writePerformance(results, good && complete ? join(ROOT, 'docs') : options.out);
console.log(
  [
    ...measured.map(({title, figures}) =>
      [title, ...Object.entries(figures).map(([name, figure]) => `  ${name}: ${say(figure)}`)].join('\n'),
    ),
    ...bounds.map(
      ({title, ratio, most}) =>
        `${ratio <= most ? '✓' : '✗'} ${title}: ${ratio.toFixed(3)} (at most ${most.toFixed(3)})`,
    ),
  ].join('\n'),
);
if (!good) {
  console.error(
    'Others held the processors while some of this was measured: docs/performance.md was left as it is.',
  );
}
process.exitCode = good ? 0 : 1;

function say({min, median, good, others}) {
  const doubt = good ? '' : ` — disturbed: others held up to ${(100 * others).toFixed(0)} % of the machine`;
  return `${median.toFixed(1)} ms (at best ${min.toFixed(1)})${doubt}`;
}
