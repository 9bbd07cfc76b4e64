/**
 * `npm start`: installs what is missing, builds, and does the main job: trains a network on photos and shows what it
 * learned. Without --data it draws cats and dogs by program, so that it always runs.
 *
 *     npm start
 *     npm start -- --data photos --epochs 20        (everything that `alexnet train` takes)
 */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {ROOT, ensureBuilt, ensureInstalled} from './prepare.mjs';

/** Enough for 97 % in a minute and a half on two cores; varied enough that pixels alone do not tell cats from dogs. */
const DRAWN = {training: 600, heldOut: 200};
/** Drawings are learned in fewer rounds than photos. */
const EPOCHS = 45;
/** Of the drawing and of the training. */
const SEED = 1;

const started = Date.now();
ensureInstalled();
ensureBuilt();

const given = process.argv.slice(2);
const isDrawn = !given.some(word => word === '--data' || word.startsWith('--data='));
const out =
  valueOf(given, '--out') ?? (given.includes('--resume') ? lastName : freeName)('runs/cats-and-dogs');
const photos = isDrawn ? await drawPhotos() : undefined;

const args = [
  'train',
  ...(photos === undefined ? [] : ['--data', photos.training, '--validation', photos.heldOut]),
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
  console.log(`\nTo go on: npm start -- ${[...words, ...place, '--resume'].join(' ')}`);
}
process.exitCode = exitCode;

/** Draws the pictures once; later starts find them. */
async function drawPhotos() {
  const {drawCatsAndDogs} = await import('../dist/node.js');
  const folder = join('runs', `drawn-${DRAWN.training}-${DRAWN.heldOut}-${SEED}`);
  const training = join(folder, 'train');
  const heldOut = join(folder, 'test');
  if (!existsSync(join(ROOT, heldOut))) {
    console.log(`Drawing ${DRAWN.training + DRAWN.heldOut} pictures of cats and dogs …`);
    await drawCatsAndDogs(join(ROOT, training), {count: DRAWN.training, seed: SEED});
    await drawCatsAndDogs(join(ROOT, heldOut), {count: DRAWN.heldOut, seed: SEED + 1});
  }
  return {training, heldOut};
}

/** Runs the command; its result is the JSON that it prints. */
function train(words) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...words, '--json'], {
      cwd: ROOT,
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', chunk => {
      text += chunk;
    });
    // The terminal sends Ctrl-C to the child as well, which writes a checkpoint and ends.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('close', code => {
      if (!text.startsWith('{')) {
        process.stdout.write(text);
      }
      resolve({exitCode: code ?? 1, report: text.startsWith('{') ? JSON.parse(text) : undefined});
    });
  });
}

async function show(report) {
  const model = pathFromHere(out);
  const percent = share => `${(100 * share).toFixed(1)} %`;
  const lines = [''];
  if (report.best !== undefined) {
    lines.push(`The network recognizes ${percent(report.best.accuracy)} of the held-out photos.`);
  }
  if (photos !== undefined) {
    const baseline = await measureBaseline(photos);
    lines.push(
      `A linear classifier on the same pixels: ${percent(baseline)}. What is between them was learned by convolution.`,
    );
  }
  const sample = photos === undefined ? 'photo.jpg' : photos.heldOut;
  const data =
    photos === undefined ? (valueOf(given, '--validation') ?? valueOf(given, '--data')) : photos.heldOut;
  lines.push(
    '',
    `  model    ${model}`,
    `  report   ${join(model, 'report.html')}   (open it in a browser)`,
    '',
    'What to type next:',
    `  node dist/cli.js predict  --model ${model} ${sample} --top 1`,
    `  node dist/cli.js evaluate --model ${model} --data ${data}`,
    '  npm start -- --data YOUR_PHOTOS',
    '',
    `All of it took ${Math.round((Date.now() - started) / 1000)} s.`,
  );
  console.log(lines.join('\n'));
}

/** Accuracy on the held-out pictures of a linear classifier on pixels: what can be had without a network. */
async function measureBaseline({training, heldOut}) {
  const {linearBaseline} = await import('../dist/index.js');
  const {chooseBackend, openPhotos, photoFolder} = await import('../dist/node.js');
  await chooseBackend();
  const open = async folder => openPhotos(await photoFolder(join(ROOT, folder)), {resizeShorterSide: 32});
  const [data, validation] = [await open(training), await open(heldOut)];
  const pictures = async source => ({
    images: await source.read(Uint32Array.from({length: source.count}, (_, i) => i)),
    labels: source.labels,
    imageShape: source.imageShape,
  });
  const accuracy = linearBaseline(await pictures(data), await pictures(validation));
  data.dispose();
  validation.dispose();
  return accuracy;
}

/** The value of an option in either form, `--name value` or `--name=value`. */
function valueOf(words, option) {
  const at = words.findIndex(word => word === option || word.startsWith(`${option}=`));
  if (at < 0) {
    return undefined;
  }
  return words[at] === option ? words[at + 1] : words[at].slice(option.length + 1);
}

/** A place as it is typed in this package's folder: short where it lies inside. */
function pathFromHere(path) {
  const inside = relative(ROOT, resolve(ROOT, path));
  return inside.startsWith('..') ? resolve(ROOT, path) : inside;
}

/** The newest of the names that `freeName` has given; the name itself where there is none. */
function lastName(name) {
  for (let number = 1; ; number++) {
    if (!existsSync(join(ROOT, `${name}-${number + 1}`))) {
      return number === 1 ? name : `${name}-${number}`;
    }
  }
}

/** A directory name that is not taken: the name itself, or with a number behind it. */
function freeName(name) {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(join(ROOT, candidate))) {
      return candidate;
    }
  }
}
