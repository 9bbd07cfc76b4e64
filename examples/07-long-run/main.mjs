// A run that is stopped in the middle and resumes exactly: node examples/07-long-run/main.mjs
import {readFile, mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chooseBackend, drawCatsAndDogs, trainOnPhotos} from 'tfjs-alexnet/node';

const STOP_AT = 7;

const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
await drawCatsAndDogs(join(folder, 'photos'), {count: 80, seed: 1});
await chooseBackend();
const run = (out, more = {}) =>
  trainOnPhotos({
    data: join(folder, 'photos'),
    out: join(folder, out),
    preset: 'alexnet-mini',
    epochs: 3,
    batchSize: 16,
    seed: 1,
    ...more,
  });

await run('whole');

const stop = new AbortController(); // Ctrl-C of the command does the same
const first = await run('parts', {
  signal: stop.signal,
  onProgress: ({step}) => {
    if (step === STOP_AT) {
      stop.abort();
    }
  },
});
console.log(`stopped at step ${first.steps}`);
const rest = await run('parts', {resume: true});
console.log(`resumed, finished at step ${rest.steps}`);

// model.json names its weights by their sha256.
const bytes = async out =>
  Promise.all(['history.csv', 'model.json'].map(file => readFile(join(folder, out, file))));
const [whole, parts] = await Promise.all([bytes('whole'), bytes('parts')]);
console.log(
  whole.every((file, i) => file.equals(parts[i])) ? 'the same bytes as without a stop' : 'not the same bytes',
);
