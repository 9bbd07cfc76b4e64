/**
 * `npm start`: installs what is missing, builds, trains a network on photos and shows its accuracy. Without --data it
 * draws images of cats and dogs, so that it always runs.
 *
 *     npm start
 *     npm start -- --data photos --epochs 20        (all options of `alexnet train`)
 */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import type {linearBaseline} from '#internal';
import type {OpenedPhotos} from 'tfjs-alexnet/node';
import {ensureBuilt, ensureNativeBuilt, ROOT} from './project';

/** Enough for an accuracy of 97 % in a minute and a half on two cores. A linear classifier on pixels does much worse. */
const DRAWN = {training: 600, validation: 200};
/** Drawn images need fewer epochs than photos. */
const EPOCHS = 45;
/** Seed of the drawn images and of the training. */
const SEED = 1;

/** The fields of `alexnet train --json` that are shown. */
interface TrainReport {
  best?: {accuracy: number; step: number};
  interrupted?: boolean;
}

/** Images for the linear classifier. */
type LabeledImages = Parameters<typeof linearBaseline>[0];

/** Folders of a training set and of a validation set. */
interface PhotoFolders {
  training: string;
  validation: string;
}

const started = Date.now();
ensureBuilt();
await ensureNativeBuilt();

const given = process.argv.slice(2);
const isDrawn = !given.some(word => word === '--data' || word.startsWith('--data='));
const out =
  valueOf(given, '--out') ?? (given.includes('--resume') ? lastName : freeName)('runs/cats-and-dogs');
const photos = isDrawn ? await drawPhotos() : undefined;

const args = [
  'train',
  ...(photos === undefined ? [] : ['--data', photos.training, '--validation', photos.validation]),
  ...(given.includes('--preset') || given.some(word => word.startsWith('--preset='))
    ? []
    : ['--preset', 'alexnet-mini']),
  ...(isDrawn && valueOf(given, '--epochs') === undefined ? ['--epochs', String(EPOCHS)] : []),
  ...(isDrawn && valueOf(given, '--seed') === undefined ? ['--seed', String(SEED)] : []),
  ...(valueOf(given, '--out') === undefined ? ['--out', out] : []),
  ...given,
];
console.log(`alexnet ${args.join(' ')}\n`);
const {exitCode, report} = await train(args);
if (exitCode === 0 && report !== undefined) {
  await show(report);
} else if (report?.interrupted === true) {
  const words = given.filter(word => word !== '--resume');
  const place = valueOf(given, '--out') === undefined ? ['--out', out] : [];
  console.log(`\nTo resume: npm start -- ${[...words, ...place, '--resume'].join(' ')}`);
}
process.exitCode = exitCode;

/** Draws the images once; later starts reuse them. */
async function drawPhotos(): Promise<PhotoFolders> {
  const {drawCatsAndDogs} = await import('tfjs-alexnet/node');
  const folder = join('runs', `drawn-${DRAWN.training}-${DRAWN.validation}-${SEED}`);
  const training = join(folder, 'train');
  const validation = join(folder, 'test');
  if (!existsSync(join(ROOT, validation))) {
    console.log(`Drawing ${DRAWN.training + DRAWN.validation} images of cats and dogs …`);
    await drawCatsAndDogs(join(ROOT, training), {count: DRAWN.training, seed: SEED});
    await drawCatsAndDogs(join(ROOT, validation), {count: DRAWN.validation, seed: SEED + 1});
  }
  return {training, validation};
}

/** Runs the command and returns the JSON that it prints. */
function train(words: readonly string[]): Promise<{exitCode: number; report: TrainReport | undefined}> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...words, '--json'], {
      cwd: ROOT,
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    // The terminal sends Ctrl-C to the child as well, which writes a checkpoint and ends.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('close', code => {
      const report = text.startsWith('{') ? (JSON.parse(text) as TrainReport) : undefined;
      if (report === undefined) {
        process.stdout.write(text);
      }
      resolve({exitCode: code ?? 1, report});
    });
  });
}

async function show(report: TrainReport): Promise<void> {
  const model = pathFromHere(out);
  const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
  const lines = [''];
  if (report.best !== undefined) {
    lines.push(`Validation accuracy: ${percent(report.best.accuracy)}`);
  }
  if (photos !== undefined) {
    const baseline = await measureBaseline(photos);
    lines.push(`A linear classifier on the same pixels: ${percent(baseline)}`);
  }
  const sample = photos === undefined ? 'photo.jpg' : photos.validation;
  const data =
    photos === undefined
      ? (valueOf(given, '--validation') ?? valueOf(given, '--data') ?? 'photos')
      : photos.validation;
  lines.push(
    '',
    `  model    ${model}`,
    `  report   ${join(model, 'report.html')}   (open it in a browser)`,
    '',
    'Next steps:',
    `  node dist/cli.js predict  --model ${model} ${sample} --top 1`,
    `  node dist/cli.js evaluate --model ${model} --data ${data}`,
    '  npm start -- --data YOUR_PHOTOS',
    '',
    `Total time: ${Math.round((Date.now() - started) / 1000)} s.`,
  );
  console.log(lines.join('\n'));
}

/** Validation accuracy of a linear classifier on pixels, to compare with the network. */
async function measureBaseline({training, validation}: PhotoFolders): Promise<number> {
  const {linearBaseline} = await import('#internal');
  const {chooseBackend, openPhotos, photoFolder} = await import('tfjs-alexnet/node');
  await chooseBackend();
  const open = async (folder: string): Promise<OpenedPhotos> =>
    openPhotos(await photoFolder(join(ROOT, folder)), {resizeShorterSide: 32});
  const [trainingPhotos, validationPhotos] = [await open(training), await open(validation)];
  const readAll = async (source: OpenedPhotos): Promise<LabeledImages> => ({
    images: await source.read(Uint32Array.from({length: source.count}, (_, i) => i)),
    labels: source.labels,
    imageShape: source.imageShape,
  });
  const accuracy = linearBaseline(await readAll(trainingPhotos), await readAll(validationPhotos));
  trainingPhotos.dispose();
  validationPhotos.dispose();
  return accuracy;
}

/** The value of an option in either form, `--name value` or `--name=value`. */
function valueOf(words: readonly string[], option: string): string | undefined {
  const word = words.find(text => text === option || text.startsWith(`${option}=`));
  return word === option ? words[words.indexOf(word) + 1] : word?.slice(option.length + 1);
}

/** A path relative to this package if it is inside, else absolute. */
function pathFromHere(path: string): string {
  const inside = relative(ROOT, resolve(ROOT, path));
  return inside.startsWith('..') ? resolve(ROOT, path) : inside;
}

/** The newest of the names that `freeName` returned, or the name itself if there is none. */
function lastName(name: string): string {
  for (let number = 1; ; number++) {
    if (!existsSync(join(ROOT, `${name}-${number + 1}`))) {
      return number === 1 ? name : `${name}-${number}`;
    }
  }
}

/** A directory name that does not exist yet: the name itself, or the name and a number. */
function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(join(ROOT, candidate))) {
      return candidate;
    }
  }
}
