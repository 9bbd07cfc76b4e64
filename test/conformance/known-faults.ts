/**
 * Faults of TensorFlow.js's own kernels on backends where this package registers none, and of tfjs-layers on all. A test
 * fails when one of them is fixed. docs/backends.md describes them for users.
 */

const AVERAGE_POOLS = [
  'average pooling, 1-D: same, all negative',
  'average pooling, 1-D: same, stride 1',
  'average pooling, 2-D: same',
  'average pooling, 2-D: same, stride 1, all negative',
  'average pooling, 3-D: same',
  'average pooling, 3-D: same, stride 2, all negative',
];

/** Gradients of windows whose height and width differ. */
const MAX_POOLS = [
  'max pooling, 3-D: valid',
  'max pooling, 3-D: valid, stride 2',
  'max pooling, 3-D: same, stride 2, all negative',
];

/** No backend has its gradient. */
const EVERYWHERE = ['thresholdedReLU (tf.layers): in training'];

const ON: Record<string, string[]> = {
  cpu: [
    ...AVERAGE_POOLS,
    ...MAX_POOLS,
    'up-sampling, nearest: 2 × 2',
    'up-sampling, nearest: 3 × 2',
    // Throws for images whose height and width differ.
    'up-sampling, bilinear: 2 × 2',
    'up-sampling, bilinear: 3 × 2',
    'up-sampling, bilinear: to 7 × 5',
  ],
  // Its logarithm, sine and cosine are exact to four digits on the adapter of the tests.
  'webgl (Chromium)': [
    ...AVERAGE_POOLS,
    'losses: poisson',
    'functions of ONNX: cosine',
    'functions of ONNX: sine',
  ],
  'webgl (Firefox)': [...AVERAGE_POOLS, 'losses: poisson'],
  'webgl (WebKitGTK)': [...AVERAGE_POOLS, 'losses: poisson'],
};

/** Names of the cases with known faults on a backend. */
export const knownFaults = (backend: string): ReadonlySet<string> =>
  new Set([...EVERYWHERE, ...(ON[backend] ?? [])]);
