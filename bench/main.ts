/**
 * `npm run bench` compares this package with others: in one run, on one machine, with the same network and inputs, alternately.
 *
 *     npm run bench -- [--rounds 5] [--attempts 6] [--only train-32,lrn] [--no-scaling] [--no-install] [--out FOLDER]
 *
 * Writes results.json and performance.md with its charts. A figure is good only if it was measured while nothing else used
 * the processors. If any figure is not good, docs/performance.md stays as it is and the exit code is 1.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {ensureBuilt, ROOT} from '../scripts/project';
import {findPeers, versionsOf} from './find-peers';
import {BOUNDS, MEASUREMENTS, SCALING, type Bound, type Measurement, type SubjectName} from './plan';
import {writePerformance, type Results} from './report';
import {figureOf, type Figure, type Sample} from './statistics';
import {Subject} from './subject';

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
for (const [name, peer] of Object.entries(peers)) {
  if ('missing' in peer) {
    console.error(`without ${name}: ${peer.missing}`);
  }
}
const subjects = new Map<SubjectName, Subject>();

function subjectOf(name: SubjectName): Subject {
  const running = subjects.get(name);
  if (running !== undefined) {
    return running;
  }
  const peer = peers[name];
  if ('missing' in peer) {
    throw new Error(peer.missing);
  }
  const subject = new Subject(name, peer);
  subjects.set(name, subject);
  return subject;
}

/** A measurement with its figures by subject. */
type Measured<M extends Measurement> = Omit<M, 'request' | 'subjects'> & {
  figures: Partial<Record<SubjectName, Figure>>;
};

/** Measures everything once per round, so that a slowdown of the machine affects all figures. */
async function measure<M extends Measurement>(
  measurements: readonly M[],
  rounds: number,
): Promise<Measured<M>[]> {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round < rounds; round++) {
    for (const {id, request, subjects: asked} of measurements) {
      const here = asked.filter(name => !('missing' in peers[name]));
      // Each round starts with another subject, because the first one has cold caches.
      const turn = round % Math.max(1, here.length);
      const turned = [...here.slice(turn), ...here.slice(0, turn)];
      for (const name of turned) {
        const key = `${id} ${name}`;
        try {
          const sample = await subjectOf(name).quietSample(request, Number(options.attempts));
          samples.set(key, [...(samples.get(key) ?? []), sample]);
        } catch (error) {
          const missing = error instanceof Error ? error.message : String(error);
          peers[name] = {missing};
          console.error(`continuing without ${name}: ${missing}`);
        }
      }
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  return measurements.map(({request: _request, subjects: asked, ...measurement}) => ({
    ...measurement,
    figures: Object.fromEntries(
      asked.flatMap(name => {
        const taken = samples.get(`${measurement.id} ${name}`);
        return taken === undefined ? [] : [[name, figureOf(taken)]];
      }),
    ),
  }));
}

const measured = await measure(chosen, Number(options.rounds));
for (const [name, subject] of subjects) {
  if (name !== 'tfjs-alexnet') {
    subject.end();
    subjects.delete(name);
  }
}
const scaling = options['no-scaling'] ? [] : await measure(SCALING, 3);
subjects.get('tfjs-alexnet')?.end();

const figureAt = ([id, name]: Bound['of']): Figure | undefined =>
  measured.find(one => one.id === id)?.figures[name];
const bounds = BOUNDS.flatMap(({title, of, to, most}) => {
  const [one, other] = [figureAt(of), figureAt(to)];
  return one === undefined || other === undefined
    ? []
    : [{title, most, ratio: one.median / other.median, ratioOfMinima: one.min / other.min}];
});
const good = [...measured, ...scaling].every(({figures}) => Object.values(figures).every(({good}) => good));
const results: Results = {
  date: new Date().toISOString(),
  machine: {
    processor: cpus()[0]?.model.trim() ?? '',
    processors: availableParallelism(),
    node: process.version,
  },
  versions: versionsOf(peers),
  good,
  measurements: measured,
  bounds,
  scaling,
};

mkdirSync(options.out, {recursive: true});
writeFileSync(join(options.out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
const complete =
  only === undefined && !options['no-scaling'] && Object.values(peers).every(peer => !('missing' in peer));
writePerformance(results, good && complete ? join(ROOT, 'docs') : options.out);
console.log(
  [
    ...measured.map(({title, figures}) =>
      [title, ...Object.entries(figures).map(([name, figure]) => `  ${name}: ${say(figure)}`)].join('\n'),
    ),
    ...bounds.map(
      ({title, ratio, most}) =>
        `${ratio <= most ? '✓' : '✗'} ${title}: ${ratio.toFixed(3)} (limit ${most.toFixed(3)})`,
    ),
  ].join('\n'),
);
if (!good) {
  console.error(
    'Others held the processors while some of this was measured: docs/performance.md was left as it is.',
  );
}
process.exitCode = good ? 0 : 1;

function say({min, median, good, others}: Figure): string {
  const doubt = good
    ? ''
    : ` — disturbed: other programs used up to ${(100 * others).toFixed(0)} % of the processor time`;
  return `${median.toFixed(1)} ms (minimum ${min.toFixed(1)})${doubt}`;
}
