/** Runs in a page: trains 160 images in a worker, or begins to, or resumes, and measures how long the page was blocked. */
import {createTrainer, type LabeledImages, type TrainerReport} from 'tfjs-alexnet/worker';

export interface TrainerInput {
  task: 'train' | 'begin' | 'resume';
  run?: string;
}

export interface TrainerResult {
  report: TrainerReport;
  threads: number | undefined;
  /** The first step of this session. */
  firstStep: number;
  /** Digest of the weights. */
  weights: string;
  /** Fraction of the training set that is predicted correctly. */
  accuracy: number;
  /** Duration of each task of the main thread of more than 50 ms. */
  longTasksMs: number[];
}

const CLASSES = ['across', 'down'];
const SIDE = 90;

/** Stripes across or down, of random widths and colors: every other one as a bitmap, as pixels, as a file. */
async function drawImages(count: number, first: number): Promise<LabeledImages> {
  const images: LabeledImages['images'][number][] = [];
  const labels: number[] = [];
  let seed = first;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    const label = i % 2;
    const canvas = new OffscreenCanvas(SIDE, SIDE);
    const context = canvas.getContext('2d')!;
    const width = 6 + 10 * random();
    for (let at = 0; at < SIDE; at += width) {
      context.fillStyle = `hsl(${360 * random()} 60% ${30 + 50 * random()}%)`;
      context.fillRect(
        label === 0 ? 0 : at,
        label === 0 ? at : 0,
        label === 0 ? SIDE : width,
        label === 0 ? width : SIDE,
      );
    }
    images.push(
      i % 3 === 0
        ? canvas.transferToImageBitmap()
        : i % 3 === 1
          ? context.getImageData(0, 0, SIDE, SIDE)
          : await canvas.convertToBlob({type: 'image/png'}),
    );
    labels.push(label);
    // The drawing of the test must not be a long task itself.
    await new Promise(next => setTimeout(next, 0));
  }
  return {images, labels};
}

export default async function run({task, run: name}: TrainerInput): Promise<TrainerResult> {
  const page = globalThis as {steps?: number};
  let firstStep = 0;
  const training = await drawImages(160, 1);
  const validation = await drawImages(20, 2);
  const again = await drawImages(160, 1);
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver(list => {
    longTasksMs.push(...list.getEntries().map(({duration}) => duration));
  });
  observer.observe({type: 'longtask'});
  const trainer = await createTrainer({threads: 2});
  const onProgress = ({step}: {step: number}): void => {
    page.steps = step;
    firstStep = firstStep === 0 ? step : firstStep;
  };
  const report =
    task === 'resume'
      ? await trainer.resume(name ?? '', {onProgress})
      : await trainer.train({
          ...training,
          validation,
          classes: CLASSES,
          preset: 'alexnet-mini',
          epochs: 10,
          onProgress,
          ...(name === undefined ? {} : {run: name}),
        });
  const predictions = await trainer.predict(again.images, {top: 1});
  const right = predictions.filter(([best], i) => best?.label === CLASSES[again.labels[i] ?? 0]).length;
  const files = await trainer.exportModel('safetensors');
  // A task is recorded after its end; the digest below, which copies the weights, is the test's own.
  await new Promise(next => setTimeout(next, 100));
  observer.disconnect();
  const digest = await crypto.subtle.digest('SHA-256', files['model.safetensors'] as Uint8Array<ArrayBuffer>);
  await trainer.dispose();
  return {
    report,
    threads: trainer.backend.threads,
    firstStep,
    weights: String(new Uint8Array(digest)),
    accuracy: right / predictions.length,
    longTasksMs,
  };
}
