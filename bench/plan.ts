/** The measurements, and the libraries of each. */

/** Libraries that are compared. */
export type SubjectName = 'tfjs-alexnet' | 'tfjs-wasm' | 'onnxruntime-web' | 'tfjs-node' | 'pytorch';

/** Work that a subject does once per run. */
export type Request =
  | {work: 'forward' | 'train'; batch: number; size: number; threads: number}
  | {work: 'lrn' | 'lrn-gradient'; threads: number};

/** A request, and the subjects that do it. */
export interface Measurement {
  id: string;
  request: Request;
  subjects: readonly SubjectName[];
}

/** A row of the table. */
export interface TitledMeasurement extends Measurement {
  title: string;
}

/** One point of a curve: work at one value of an axis. */
export interface ScalingMeasurement extends Measurement {
  axis: 'batch' | 'size';
  value: number;
  work: 'forward' | 'train';
}

/** The first figure is at most `most` times the second. */
export interface Bound {
  title: string;
  of: FigureName;
  to: FigureName;
  most: number;
}

/** Id of a measurement, and the subject. */
type FigureName = readonly [id: string, subject: SubjectName];

/** Rows of the table. */
export const MEASUREMENTS: readonly TitledMeasurement[] = [
  ...[1, 8, 32].map((batch): TitledMeasurement => ({
    id: `forward-${batch}`,
    title: `prediction, batch ${batch}`,
    request: {work: 'forward', batch, size: 227, threads: 2},
    subjects: ['tfjs-alexnet', 'tfjs-wasm', 'onnxruntime-web', 'tfjs-node', 'pytorch'],
  })),
  {
    id: 'train-32',
    title: 'training step, batch 32',
    request: {work: 'train', batch: 32, size: 227, threads: 2},
    subjects: ['tfjs-alexnet', 'tfjs-node', 'pytorch'],
  },
  {
    id: 'train-32-one-thread',
    title: 'training step, batch 32, one thread',
    request: {work: 'train', batch: 32, size: 227, threads: 1},
    subjects: ['tfjs-alexnet'],
  },
  ...(
    [
      ['lrn', 'LRN forward, 32 × 55 × 55 × 96, one thread'],
      ['lrn-gradient', 'LRN gradient, 32 × 55 × 55 × 96, one thread'],
    ] as const
  ).map(([work, title]): TitledMeasurement => ({
    id: work,
    title,
    request: {work, threads: 1},
    subjects: ['tfjs-alexnet', 'tfjs-wasm'],
  })),
];

const SCALED = ['forward', 'train'] as const;
const OURS: readonly SubjectName[] = ['tfjs-alexnet'];
/** Time by batch size, and by input size (the first dense layer grows with it). */
export const SCALING: readonly ScalingMeasurement[] = [
  ...SCALED.flatMap(work =>
    [1, 2, 4, 8, 16, 32].map((batch): ScalingMeasurement => ({
      id: `${work}-batch-${batch}`,
      axis: 'batch',
      value: batch,
      work,
      request: {work, batch, size: 227, threads: 2},
      subjects: OURS,
    })),
  ),
  ...[131, 163, 195, 227, 259].flatMap(size =>
    SCALED.map((work): ScalingMeasurement => ({
      id: `${work}-size-${size}`,
      axis: 'size',
      value: size,
      work,
      request: {work, batch: 8, size, threads: 2},
      subjects: OURS,
    })),
  ),
];

/** Limits that have to hold. */
export const BOUNDS: readonly Bound[] = [
  {
    title: 'training step / PyTorch',
    of: ['train-32', 'tfjs-alexnet'],
    to: ['train-32', 'pytorch'],
    most: 0.7,
  },
  {
    title: 'training step / stock tfjs-node',
    of: ['train-32', 'tfjs-alexnet'],
    to: ['train-32', 'tfjs-node'],
    most: 0.9,
  },
  {
    title: 'training step, one thread / two threads',
    of: ['train-32-one-thread', 'tfjs-alexnet'],
    to: ['train-32', 'tfjs-alexnet'],
    most: 2,
  },
  {
    title: 'prediction at batch 1 / onnxruntime-web',
    of: ['forward-1', 'tfjs-alexnet'],
    to: ['forward-1', 'onnxruntime-web'],
    most: 1,
  },
  {
    title: 'prediction at batch 8 / onnxruntime-web',
    of: ['forward-8', 'tfjs-alexnet'],
    to: ['forward-8', 'onnxruntime-web'],
    most: 0.8,
  },
  {
    title: 'prediction at batch 32 / onnxruntime-web',
    of: ['forward-32', 'tfjs-alexnet'],
    to: ['forward-32', 'onnxruntime-web'],
    most: 0.8,
  },
  {
    title: 'LRN forward / stock tfjs-wasm',
    of: ['lrn', 'tfjs-alexnet'],
    to: ['lrn', 'tfjs-wasm'],
    most: 1 / 8,
  },
  {
    title: 'LRN gradient / stock tfjs-wasm',
    of: ['lrn-gradient', 'tfjs-alexnet'],
    to: ['lrn-gradient', 'tfjs-wasm'],
    most: 1 / 8,
  },
];
