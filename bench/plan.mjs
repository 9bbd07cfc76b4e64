// What is measured, and on whom.

/** Lines of the table: a name, a request to a subject, and the subjects that are asked. */
export const MEASUREMENTS = [
  ...[1, 8, 32].map(batch => ({
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
  ...[
    ['lrn', 'LRN forward, 32 × 55 × 55 × 96, one thread'],
    ['lrn-gradient', 'LRN gradient, 32 × 55 × 55 × 96, one thread'],
  ].map(([work, title]) => ({
    id: work,
    title,
    request: {work, threads: 1},
    subjects: ['tfjs-alexnet', 'tfjs-wasm'],
  })),
];

const SCALED = ['forward', 'train'];
/** How cost grows with the batch, and with the width of the input (the first dense layer grows with it). */
export const SCALING = [
  ...SCALED.flatMap(work =>
    [1, 2, 4, 8, 16, 32].map(batch => ({
      id: `${work}-batch-${batch}`,
      axis: 'batch',
      value: batch,
      work,
      request: {work, batch, size: 227, threads: 2},
    })),
  ),
  ...[131, 163, 195, 227, 259].flatMap(size =>
    SCALED.map(work => ({
      id: `${work}-size-${size}`,
      axis: 'size',
      value: size,
      work,
      request: {work, batch: 8, size, threads: 2},
    })),
  ),
].map(measurement => ({...measurement, subjects: ['tfjs-alexnet']}));

/** What has to hold: the first figure is at most `most` times the second. */
export const BOUNDS = [
  ['training step, of PyTorch', ['train-32', 'tfjs-alexnet'], ['train-32', 'pytorch'], 0.7],
  ['training step, of stock tfjs-node', ['train-32', 'tfjs-alexnet'], ['train-32', 'tfjs-node'], 0.9],
  [
    'training step, one thread of two',
    ['train-32-one-thread', 'tfjs-alexnet'],
    ['train-32', 'tfjs-alexnet'],
    2,
  ],
  [
    'prediction at batch 1, of onnxruntime-web',
    ['forward-1', 'tfjs-alexnet'],
    ['forward-1', 'onnxruntime-web'],
    1,
  ],
  [
    'prediction at batch 8, of onnxruntime-web',
    ['forward-8', 'tfjs-alexnet'],
    ['forward-8', 'onnxruntime-web'],
    0.8,
  ],
  [
    'prediction at batch 32, of onnxruntime-web',
    ['forward-32', 'tfjs-alexnet'],
    ['forward-32', 'onnxruntime-web'],
    0.8,
  ],
  ['LRN forward, of stock tfjs-wasm', ['lrn', 'tfjs-alexnet'], ['lrn', 'tfjs-wasm'], 1 / 8],
  [
    'LRN gradient, of stock tfjs-wasm',
    ['lrn-gradient', 'tfjs-alexnet'],
    ['lrn-gradient', 'tfjs-wasm'],
    1 / 8,
  ],
].map(([title, of, to, most]) => ({title, of, to, most}));
