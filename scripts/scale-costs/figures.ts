/** What the costs of a training are computed from, each value with its source. */
import type {Link, Setup, Workload} from './model';

/** A value that goes into the costs. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  source: string;
}

const EPYC = 'measured on two processors of an AMD EPYC';

export const FIGURES = {
  photos: {name: 'training photos of ImageNet', value: 1_281_167, unit: '', source: 'ILSVRC 2012'},
  epochs: {name: 'epochs', value: 90, unit: '', source: 'Krizhevsky and others (2012), section 5'},
  photoBytes: {
    name: 'a photo in shards',
    value: 32_000,
    unit: 'bytes',
    source: 'assumed: shorter side 256, quality 90',
  },
  gradientBytes: {
    name: 'gradients of a step',
    value: 4 * 60_965_224,
    unit: 'bytes',
    source: 'parameters of `alexnet` in float32',
  },
  wasm: {name: 'step of 32 photos, WASM', value: 957, unit: 'ms', source: EPYC},
  native: {name: 'step of 32 photos, native kernels (AVX2)', value: 512, unit: 'ms', source: EPYC},
  torch: {name: 'step of 32 photos, PyTorch', value: 1446, unit: 'ms', source: EPYC},
  decodeHere: {name: 'decoding by sharp', value: 2.2, unit: 'ms a photo and processor', source: EPYC},
  decodeThere: {
    name: 'decoding and augmentation in `train_ddp.py`',
    value: 3.7,
    unit: 'ms a photo and processor',
    source: EPYC,
  },
  flops: {
    name: 'a photo in a training step',
    value: 132.6 / 32,
    unit: 'GFLOP',
    source: 'counted: forward, both gradients',
  },
  gpuPeak: {
    name: 'A100, matrix units with `--precision tf32`',
    value: 156,
    unit: 'TFLOPS',
    source: "NVIDIA's data sheet",
  },
  gpuFraction: {name: 'of that reached', value: 0.25, unit: '', source: 'assumed'},
  nvlink: {
    name: 'NVLink, in one direction',
    value: 300,
    unit: 'GB/s',
    source: "NVIDIA's data sheet (600 in both); half of it assumed",
  },
  nvlinkLatency: {name: 'a message over NVLink', value: 0.01, unit: 'ms', source: 'assumed'},
  networkLatency: {name: 'a message over a network', value: 0.05, unit: 'ms', source: 'assumed'},
  cores: {
    name: 'processors beside each GPU',
    value: 12,
    unit: '',
    source: 'assumed: 96 of a machine with eight GPUs',
  },
  backward: {
    name: 'fraction of a step in which gradients are ready to send',
    value: 2 / 3,
    unit: '',
    source: 'two of three matrix products',
  },
} as const satisfies Record<string, Figure>;

const gigabits = (count: number): number => (count * 1e9) / 8;

export const WORKLOAD: Workload = {
  photos: FIGURES.photos.value,
  epochs: FIGURES.epochs.value,
  photoBytes: FIGURES.photoBytes.value,
  gradientBytes: FIGURES.gradientBytes.value,
};

const NONE: Link = {bytesPerSecond: Infinity, latencyMs: 0};

function processors(name: string, stepMs: number, decodeMs: number): Setup {
  return {
    ...{name, machines: 1, workers: 1, photosPerWorker: 32, computeMs: stepMs, overlap: 0},
    ...{decodeMs, cores: 2, sharesCores: true, inputBytesPerSecond: gigabits(1), exchange: NONE},
  };
}

interface GpuArgs {
  machines: number;
  perMachine: number;
  photosPerWorker?: number;
  /** Network of a machine, for photos and gradients. */
  gigabitsPerSecond: number;
}

function gpus(
  name: string,
  {machines, perMachine, photosPerWorker = 128, gigabitsPerSecond}: GpuArgs,
): Setup {
  const {flops, gpuPeak, gpuFraction, backward, decodeThere, cores, nvlink} = FIGURES;
  const bytesPerSecond = gigabits(gigabitsPerSecond);
  return {
    ...{name, machines, workers: machines * perMachine, photosPerWorker, overlap: backward.value},
    computeMs: (photosPerWorker * flops.value) / (gpuPeak.value * gpuFraction.value),
    decodeMs: decodeThere.value,
    cores: cores.value * perMachine,
    sharesCores: false,
    inputBytesPerSecond: bytesPerSecond,
    exchange:
      machines === 1
        ? {bytesPerSecond: (nvlink.value * 1e9) / 2, latencyMs: FIGURES.nvlinkLatency.value}
        : {bytesPerSecond, latencyMs: FIGURES.networkLatency.value},
  };
}

export const SETUPS: readonly Setup[] = [
  processors('one machine, two processors, WASM', FIGURES.wasm.value, FIGURES.decodeHere.value),
  processors('the same, native kernels', FIGURES.native.value, FIGURES.decodeHere.value),
  processors('the same, PyTorch (`train_ddp.py`)', FIGURES.torch.value, FIGURES.decodeThere.value),
  gpus('one GPU (A100)', {machines: 1, perMachine: 1, gigabitsPerSecond: 25}),
  gpus('eight GPUs in one machine', {machines: 1, perMachine: 8, gigabitsPerSecond: 100}),
  gpus('sixteen machines, one GPU each, 25 Gbit/s', {machines: 16, perMachine: 1, gigabitsPerSecond: 25}),
  gpus('sixteen machines, eight GPUs each, 400 Gbit/s', {
    ...{machines: 16, perMachine: 8, photosPerWorker: 32, gigabitsPerSecond: 400},
  }),
];
