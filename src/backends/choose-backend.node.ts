import {createRequire} from 'node:module';
import {dirname, sep} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {reinstallLine, repairLine} from './repair-line';
import {useTensorFlow, type TensorFlowReport} from './use-tensorflow.node.js';
import type {WasmReport} from './use-wasm';
import {useWasm} from './use-wasm.node.js';
import {useWebGPU} from './use-webgpu';
import {whyNotWasmFile} from './wasm-file.node.js';

/** The backends that can be asked for by name. */
export const BACKEND_NAMES = ['wasm', 'node', 'webgpu', 'cpu'] as const;

/** Name of a backend in options; `node` is native TensorFlow, which tfjs itself calls `tensorflow`. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** Options of {@link chooseBackend}. */
export interface ChooseBackendOptions {
  /**
   * A backend by name, or `auto`: the first of `wasm`, `node` and `cpu` that starts. Default `auto`. Other installed
   * packages do not change the results of `auto`; docs/backends.md has the figures.
   */
  prefer?: BackendName | 'auto';
  /** Number of threads. Default: the backend's own choice; wasm takes one for each processor, at most 8. */
  threads?: number;
  /** Called with a line when `auto` takes a slower backend, and when something makes a backend slower here. Default: none. */
  log?: (line: string) => void;
}

/** Result of {@link chooseBackend}. */
export interface BackendReport {
  /** The backend that is in use. */
  backend: BackendName;
  /** Number of threads; undefined where the backend decides. */
  threads?: number;
  /** Whether vector instructions are used (wasm only). */
  simd?: boolean;
  /** Which kernels for training are in use (wasm only); see `useWasm`. */
  kernels?: WasmReport['kernels'];
  /** Why there is one thread though more were asked for (wasm only). */
  oneThreadBecause?: string;
  /** Instruction set of the native kernels in use (wasm only); see `useWasm`. */
  native?: WasmReport['native'];
  /** Why there are no native kernels, and what to type where that helps (wasm only). */
  notNative?: WasmReport['notNative'];
  /** Description of the graphics adapter (webgpu only). */
  adapter?: string;
  /** Whether that adapter is a software implementation, which is slow (webgpu only). */
  software?: boolean;
  /** Version of the TensorFlow library (node only). */
  tensorflow?: string;
  /** Package of the TensorFlow library (node only). */
  packageName?: string;
  /** Kernels of this library in use on TensorFlow, by name (node only). */
  nativeKernels?: string[];
  /** Operations that this TensorFlow lacks and slower kernels run (node only). */
  missing?: TensorFlowReport['missing'];
  /** Backends that `auto` tried before and that do not work here. */
  passedOver: {backend: BackendName; reason: string; fix?: string}[];
}

/**
 * Loads a backend, makes it the one in use and registers what training on it needs.
 *
 * @example
 * const {backend} = await chooseBackend({prefer: 'auto'}); // 'wasm' wherever it starts
 */
export async function chooseBackend(options: ChooseBackendOptions = {}): Promise<BackendReport> {
  const check = checksFor('chooseBackend');
  check.knownKeys('option', options, ['prefer', 'threads', 'log']);
  const {threads, log} = options;
  const prefer = check.oneOf('backend', options.prefer ?? 'auto', ['auto', ...BACKEND_NAMES]);
  if (threads !== undefined) {
    check.integer('threads', threads, 1);
  }
  if (prefer !== 'auto') {
    const report = await startBackend(prefer, threads);
    logSlowness(report, log);
    return {...report, passedOver: []};
  }
  const passedOver: BackendReport['passedOver'] = [];
  // wasm before node, installed or not, so that a run produces the same bits on every machine: wasm trains the
  // paper's network faster, the two are equal on small ones, and cpu is far slower than both.
  for (const backend of ['wasm', 'node', 'cpu'] as const) {
    try {
      const report = await startBackend(backend, threads);
      if (passedOver.length > 0) {
        log?.(`The ${backend} backend is taken instead.`);
      }
      logSlowness(report, log);
      return {...report, passedOver};
    } catch (error) {
      if (!(error instanceof AlexNetError)) {
        throw error;
      }
      const received = error.received === undefined ? '' : ` (${error.received})`;
      passedOver.push({
        backend,
        reason: `${error.problem}${received}`,
        fix: error.fix,
      });
      const fix = error.fix === undefined ? '' : `; fix: ${error.fix}`;
      log?.(`The ${backend} backend does not work here: ${error.problem}${received}${fix}`);
    }
  }
  throw new AlexNetError({
    code: 'unsupported',
    where: 'chooseBackend',
    problem: 'no backend works here.',
    expected: 'wasm, node or cpu',
    received: passedOver.map(({backend, reason}) => `${backend}: ${reason}`).join('; '),
    fix: passedOver.flatMap(({fix}) => fix ?? []).join('; or '),
    details: passedOver,
  });
}

/** Logs what makes a backend slower here than elsewhere. */
function logSlowness(
  {backend, oneThreadBecause, kernels}: Omit<BackendReport, 'passedOver'>,
  log: ((line: string) => void) | undefined,
): void {
  if (oneThreadBecause !== undefined) {
    log?.(`The ${backend} backend computes on one thread: ${oneThreadBecause}.`);
  }
  if (kernels === 'none') {
    log?.(
      `The ${backend} backend is many times slower here: this engine has no vector instructions (SIMD), which the kernels of this package need.`,
    );
  }
}

/** Starts exactly this backend, or throws an `unsupported` error with the command that fixes it. */
async function startBackend(
  name: BackendName,
  threads: number | undefined,
): Promise<Omit<BackendReport, 'passedOver'>> {
  switch (name) {
    case 'wasm':
      return await startWasm(threads);
    case 'cpu':
      onlyOneThread(name, threads);
      await startCpu();
      return {backend: 'cpu', threads: 1};
    case 'node':
      onlyOneThread(name, threads);
      return await useTensorFlow();
    case 'webgpu': {
      onlyOneThread(name, threads);
      const {adapter, software} = await useWebGPU();
      return {backend: 'webgpu', adapter, software};
    }
  }
}

async function startWasm(threads: number | undefined): Promise<Omit<BackendReport, 'passedOver'>> {
  if (typeof WebAssembly === 'undefined') {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'chooseBackend',
      problem: 'this engine has no WebAssembly.',
      expected: 'WebAssembly',
      received: `node ${process.execArgv.join(' ')}`.trim(),
      fix: 'start Node without --jitless',
    });
  }
  const wasmPath = installedWasmFolder();
  const whyNot = wasmPath === undefined ? undefined : whyNotWasmFile(wasmPath);
  if (whyNot !== undefined) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'chooseBackend',
      problem: 'the package @tensorflow/tfjs-backend-wasm is there, but broken.',
      expected: 'its .wasm file',
      received: whyNot,
      fix: reinstallLine('@tensorflow/tfjs-backend-wasm', '@4'),
    });
  }
  return await useWasm({threads, wasmPath});
}

/**
 * Returns the folder of the `.wasm` files. The backend looks beside its own code, which a bundler may have moved; so
 * the installed package is looked up from this module, then from the working directory.
 */
function installedWasmFolder(): string | undefined {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  for (const from of [here, `${process.cwd()}${sep}`]) {
    try {
      return dirname(createRequire(from).resolve('@tensorflow/tfjs-backend-wasm')) + sep;
    } catch {
      // Not found from there: try the next place, and at last the search of the backend.
    }
  }
  return undefined;
}

async function startCpu(): Promise<void> {
  const packageName = '@tensorflow/tfjs-backend-cpu';
  const fail = (problem: string, received: string, fix: string, cause?: unknown): never => {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'chooseBackend',
      problem,
      expected: `a working ${packageName}`,
      received,
      fix,
      cause,
    });
  };
  try {
    await import('@tensorflow/tfjs-backend-cpu');
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const fix = repairLine(packageName, cause, '@4');
    fail(`the package ${packageName} cannot be loaded.`, text.split('\n')[0] ?? '', fix, cause);
  }
  if (!('cpu' in tf.engine().registryFactory)) {
    fail(
      `${packageName} brought no backend "cpu" to this copy of TensorFlow.js.`,
      'a second copy of @tensorflow/tfjs-core beside this one',
      'npm ls @tensorflow/tfjs-core',
    );
  }
  if (!(await tf.setBackend('cpu'))) {
    fail('the backend "cpu" did not start.', 'false from tf.setBackend', reinstallLine(packageName, '@4'));
  }
  // It would recommend tfjs-node at its first tensor, although cpu was chosen on purpose.
  (tf.backend() as {firstUse?: boolean}).firstUse = false;
}

function onlyOneThread(backend: BackendName, threads: number | undefined): void {
  if (threads !== undefined && threads !== 1) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'chooseBackend',
      problem: `the number of threads of the ${backend} backend cannot be set.`,
      expected: 'threads = 1, or none given',
      received: `threads = ${threads}`,
      fix: 'leave threads out',
    });
  }
}
