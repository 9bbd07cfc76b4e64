import type * as webgpuBackend from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {builtinModule, nodeVersion} from '../core/builtin-module';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {registerWebGPUKernels} from '../kernels/webgpu/register-webgpu';
import {DRIVER_VARIABLES, findDawnAdapter, installGpu, loadDawn, type Gpu, type GpuAdapter} from './dawn';
import {refuseSynchronousReads} from './refuse-synchronous-reads';
import {queueStart} from './queue-start';
import {repairLine} from './repair-line';

/** Options of {@link useWebGPU}. */
export interface UseWebGPUOptions {
  /** Which GPU, where there are several. Default 'high-performance'. */
  powerPreference?: 'high-performance' | 'low-power';
  /**
   * Whether a software implementation of a GPU is accepted where there is no GPU (SwiftShader, which comes with
   * Chromium). Its results are correct, but it is a hundred times slower than wasm: good for tests. Default true; the
   * report says what was found.
   */
  software?: boolean;
}

/** Result of {@link useWebGPU}. */
export interface WebGPUReport {
  /** Always `webgpu`; the same field as in other backends' reports. */
  backend: 'webgpu';
  /** Description of the adapter. */
  adapter: string;
  /** Whether that adapter is a software implementation instead of a GPU. */
  software: boolean;
}

const WHERE = 'useWebGPU';
const NAME = 'webgpu';
/** Limits that are raised from the default to those of the adapter: weights and activations are large. */
const RAISED_LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];
const USEFUL_FEATURES = ['timestamp-query', 'bgra8unorm-storage'];

/** Reports of the started backends, for later calls of `useWebGPU`. */
const started = new WeakMap<tf.KernelBackend, WebGPUReport>();

/**
 * Makes `webgpu` the backend of TensorFlow.js, in a browser and in Node, and registers the kernels of this library on
 * it: local response normalization, grouped convolution, the gradients of convolution, the momentum update.
 *
 * In Node, WebGPU comes from the package `webgpu` (`npm i webgpu @tensorflow/tfjs-backend-webgpu`), which TensorFlow.js
 * does not load.
 *
 * Pitfall: in Node values cannot be read synchronously from a GPU: use `await tensor.data()`, not `tensor.dataSync()`.
 *
 * @example
 * const {adapter, software} = await useWebGPU(); // 'nvidia ampere', false
 */
export async function useWebGPU(options: UseWebGPUOptions = {}): Promise<WebGPUReport> {
  const check = checksFor(WHERE);
  check.knownKeys('option', options, ['powerPreference', 'software']);
  const powerPreference = check.oneOf('powerPreference', options.powerPreference ?? 'high-performance', [
    'high-performance',
    'low-power',
  ]);
  const {software = true} = options;
  return await queueStart(() => start({powerPreference, software}));
}

async function start({powerPreference, software}: Required<UseWebGPUOptions>): Promise<WebGPUReport> {
  const running = tf.engine().registry[NAME];
  const before = running === undefined ? undefined : started.get(running);
  if (before !== undefined && (software || !before.software)) {
    await tf.setBackend(NAME);
    registerWebGPUKernels({software: before.software});
    return before;
  }
  const adapter = await findAdapter({powerPreference}, software);
  const report = {backend: 'webgpu' as const, adapter: describe(adapter), software: isSoftware(adapter)};
  const tfjs = await loadBackend();
  if (NAME in tf.engine().registryFactory) {
    // The factory of tfjs requests another adapter; this one was checked.
    tf.removeBackend(NAME);
  }
  const make = async (): Promise<tf.KernelBackend> => {
    const device = await adapter.requestDevice({
      requiredFeatures: USEFUL_FEATURES.filter(feature => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(RAISED_LIMITS.map(name => [name, adapter.limits[name]])),
    });
    return new tfjs.WebGPUBackend(device as never, adapter.info as never);
  };
  const PRIORITY = 3; // the priority that tfjs uses
  tf.registerBackend(NAME, make, PRIORITY);
  const isReady = await tf.setBackend(NAME).catch((cause: unknown) => firstLine(cause));
  if (isReady !== true) {
    if (NAME in tf.engine().registryFactory) {
      tf.removeBackend(NAME);
    }
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: `the adapter "${report.adapter}" returned no device.`,
      expected: 'a WebGPU device',
      received: isReady === false ? 'a refusal' : isReady,
      fix: 'update the graphics driver, or use another backend',
    });
  }
  registerWebGPUKernels({software: report.software});
  const backend = tf.backend();
  if (isNode()) {
    refuseSynchronousReads(backend);
  }
  started.set(backend, report);
  return report;
}

async function findAdapter(preference: object, software: boolean): Promise<GpuAdapter> {
  const present = (globalThis as {navigator?: {gpu?: Gpu}}).navigator?.gpu;
  if (present === undefined && !isNode()) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'there is no WebGPU here.',
      expected: 'navigator.gpu',
      received: isInsecurePage() ? 'a page that is not a secure context' : 'a browser without it',
      fix: isInsecurePage()
        ? 'serve the page from https:// or from localhost'
        : 'use a browser with WebGPU (Chrome, Edge, Firefox or Safari of 2026), or useWasm() of tfjs-alexnet/wasm',
    });
  }
  let adapter: GpuAdapter | null;
  if (present === undefined) {
    const found = await findDawnAdapter(await loadDawn(), preference, software);
    installGpu(found.gpu);
    adapter = found.adapter;
  } else {
    adapter = await present.requestAdapter(preference);
    if (adapter === null && software) {
      adapter = await present.requestAdapter({...preference, forceFallbackAdapter: true});
    }
  }
  if (adapter === null || (isSoftware(adapter) && !software)) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'no GPU was found.',
      expected: 'an adapter of WebGPU',
      received: adapter === null ? 'none' : `${describe(adapter)}, which is a software implementation`,
      fix: adapter === null ? howToGetAnAdapter() : 'leave {software: false} out, or use another backend',
    });
  }
  return adapter;
}

/** Returns the fix where there is no adapter. */
function howToGetAnAdapter(): string {
  if (!isNode()) {
    return "see chrome://gpu or about:support for the browser's reasons; Chrome without a GPU needs --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader";
  }
  const process = builtinModule<NodeJS.Process>('node:process');
  const named = DRIVER_VARIABLES.find(name => process.env[name] !== undefined);
  if (named !== undefined) {
    return `unset ${named} (it is "${process.env[named] ?? ''}"), or let it name a driver that is there`;
  }
  return process.platform === 'linux'
    ? 'install the Vulkan loader (libvulkan1) and the driver of the GPU; where there is no GPU: apt-get install chromium (its SwiftShader computes on the processor, slowly)'
    : 'update the graphics driver';
}

async function loadBackend(): Promise<typeof webgpuBackend> {
  try {
    const loaded = await import('@tensorflow/tfjs-backend-webgpu');
    // A CommonJS module imported from ESM may have its exports under `default`.
    const {default: inner} = loaded as unknown as {default?: typeof loaded};
    return 'WebGPUBackend' in loaded ? loaded : (inner ?? loaded);
  } catch (cause) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'the package of the webgpu backend cannot be loaded.',
      expected: '@tensorflow/tfjs-backend-webgpu beside @tensorflow/tfjs-core',
      received: firstLine(cause),
      fix: repairLine('@tensorflow/tfjs-backend-webgpu', cause, '@4'),
      cause,
    });
  }
}

function describe({info}: GpuAdapter): string {
  const words = [info?.vendor, info?.architecture].filter(word => word !== undefined && word !== '');
  const {description = ''} = info ?? {};
  const name = words.length > 0 ? words.join(' ') : description;
  // Firefox tells none of them.
  return name === '' ? 'unnamed' : name;
}

function isSoftware({info, isFallbackAdapter}: GpuAdapter): boolean {
  return info?.isFallbackAdapter ?? isFallbackAdapter ?? false;
}

function isNode(): boolean {
  return nodeVersion() !== undefined && typeof window === 'undefined';
}

function isInsecurePage(): boolean {
  return (globalThis as {isSecureContext?: boolean}).isSecureContext === false;
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n')[0] ?? '';
}
