/** How to start each backend of the suite, or why it is missing. */
import '@tensorflow/tfjs-backend-cpu';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {useTensorFlow} from '../../src/backends/use-tensorflow.node.js';
import {useWasm} from '../../src/backends/use-wasm';
import {useWebGPU} from '../../src/backends/use-webgpu';
import {unregisterWebGPUKernels} from '../../src/kernels/webgpu/register-webgpu';
import {HAS_TENSORFLOW} from '../support/backends';
import {launchChromium} from '../support/launch-chromium';
import {findChromium} from '../support/find-chromium';
import {runInPage} from '../support/in-page';
import {missingWebGPU} from '../support/webgpu';
import {runConformance, stockKernels, type ConformanceResult} from './run-conformance';
import {FEW_STEPS, TRAINING_STEPS} from './training';

export interface SuiteBackend {
  /** Column of FEATURES.md. */
  name: string;
  /** Why it is skipped, and the command that installs it. */
  missing: string | undefined;
  /** Memory that it uses besides tensors, by the names in the result of `trainLong`. */
  holds: string[];
  /** Of Firefox and WebKitGTK, which have lines in FEATURES.md instead of columns: name and version. */
  engine?: string;
  /** Steps of the training that is compared with the recorded one. Default: all of them. */
  steps?: number;
  run: () => Promise<ConformanceResult>;
}

/**
 * Set by scripts/make-features.ts: where to write results, instead of comparing them with FEATURES.md, and the sign to
 * record the training on cpu anew.
 */
export const FEATURES_TARGET = process.env.ALEXNET_FEATURES_TARGET;
/**
 * Of the cpu backend, which the recorded training is of, and of graphics devices in software: 20 steps take them a minute.
 * `npm run features` trains all of them.
 */
const STEPS = FEATURES_TARGET === undefined ? FEW_STEPS : TRAINING_STEPS;

const inNode =
  (load: () => Promise<unknown>, start: () => Promise<unknown>, backend: string, steps?: number) =>
  async (): Promise<ConformanceResult> => {
    await load();
    const stock = stockKernels(backend);
    await start();
    return await runConformance(stock, steps);
  };

const inChromium = (backend: 'webgpu' | 'webgl') => async (): Promise<ConformanceResult> => {
  const browser = await launchChromium({gpu: true});
  try {
    const page = join(import.meta.dirname, 'conformance.page.ts');
    return await runInPage<ConformanceResult>(page, {
      browser,
      isolated: true,
      input: {backend, steps: STEPS},
    });
  } finally {
    await browser.close();
  }
};

const noChromium = findChromium() === undefined ? 'no chromium; apt-get install chromium' : undefined;
/** With ALEXNET_WEBGPU=node, WebGPU runs in Node only, where it can: in software, a page takes a minute and a half for it. */
const onlyInNode =
  process.env.ALEXNET_WEBGPU === 'node' && missingWebGPU === undefined
    ? 'left out by ALEXNET_WEBGPU=node'
    : undefined;
const nothing = (): Promise<void> => Promise.resolve();
const TFJS_NODE: string = '@tensorflow/tfjs-node';

export const WEBGPU_HOLDS = [
  'gpuBuffers',
  'numBytesInGPU',
  'numBytesAllocatedInGPU',
  'GPUDevice.createBuffer',
];
export const WEBGL_HOLDS = [
  'textures',
  'numBytesInGPU',
  'numBytesInGPUAllocated',
  'WebGL2RenderingContext.createTexture',
];

/** Backends that run in this process. */
export const NODE_BACKENDS: SuiteBackend[] = [
  {
    name: 'cpu',
    missing: undefined,
    holds: [],
    steps: STEPS,
    run: inNode(nothing, () => tf.setBackend('cpu'), 'cpu', STEPS),
  },
  {
    name: 'wasm',
    missing: undefined,
    holds: [],
    run: inNode(
      () => import('@tensorflow/tfjs-backend-wasm'),
      () => useWasm({threads: 2}),
      'wasm',
    ),
  },
  {
    name: 'tensorflow',
    missing: HAS_TENSORFLOW ? undefined : 'tfjs-node is not set up here; npx alexnet setup tfjs-node',
    holds: ['nativeTensors'],
    run: inNode(() => import(/* @vite-ignore */ TFJS_NODE), useTensorFlow, 'tensorflow'),
  },
  {
    name: 'webgpu (Node)',
    missing: missingWebGPU,
    holds: WEBGPU_HOLDS,
    steps: STEPS,
    run: inNode(
      () => {
        // Already started by the check.
        unregisterWebGPUKernels();
        return nothing();
      },
      useWebGPU,
      'webgpu',
      STEPS,
    ),
  },
];

/** Backends that run in a Chromium page. */
export const PAGE_BACKENDS: SuiteBackend[] = [
  {
    name: 'webgpu (Chromium)',
    missing: noChromium ?? onlyInNode,
    holds: WEBGPU_HOLDS,
    steps: STEPS,
    run: inChromium('webgpu'),
  },
  {name: 'webgl (Chromium)', missing: noChromium, holds: WEBGL_HOLDS, steps: STEPS, run: inChromium('webgl')},
];
