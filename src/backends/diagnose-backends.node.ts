import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';
import {BACKEND_NAMES, chooseBackend, type BackendName, type BackendReport} from './choose-backend.node.js';

/** Result of {@link diagnoseBackends} for one backend. */
export interface BackendDiagnosis {
  /** Name of the backend in options. */
  backend: BackendName;
  /** Whether it started here and computed a convolution correctly. */
  works: boolean;
  /** Milliseconds of one small convolution, the first one of this process. */
  firstConvolutionMs?: number;
  /** Whether vector instructions are used (wasm only). */
  simd?: boolean;
  /** Threads that compute (wasm only). */
  threads?: number;
  /** Which kernels for training are in use (wasm only); see `useWasm`. */
  kernels?: BackendReport['kernels'];
  /** Instruction set of the native kernels in use (wasm only). */
  native?: BackendReport['native'];
  /** Why there are no native kernels, and what to type where that helps (wasm only). */
  notNative?: BackendReport['notNative'];
  /** The graphics adapter (webgpu only). */
  adapter?: string;
  /** Whether that adapter is a software implementation, which is slow (webgpu only). */
  software?: boolean;
  /** Version of the TensorFlow library (node only). */
  tensorflow?: string;
  /** Operations that this TensorFlow lacks and slower kernels run (node only). */
  missing?: {name: string; because: string}[];
  /** Why it does not work: one sentence. */
  reason?: string;
  /** The command that fixes it, or another fix. */
  fix?: string;
}

/** Starts one backend after the other, runs a small convolution on each, and restores the backend that was in use. */
export async function diagnoseBackends(): Promise<BackendDiagnosis[]> {
  const before = tf.engine().backendName;
  const found: BackendDiagnosis[] = [];
  for (const backend of BACKEND_NAMES) {
    found.push(await diagnose(backend));
  }
  if (typeof before === 'string' && before !== '') {
    await tf.setBackend(before);
  }
  return found;
}

async function diagnose(backend: BackendName): Promise<BackendDiagnosis> {
  try {
    const report = await chooseBackend({prefer: backend});
    const {simd, threads, kernels, native, notNative, adapter, software, tensorflow, missing} = report;
    const particulars = {
      simd,
      ...(kernels === undefined || threads === undefined ? {} : {threads, kernels}),
      ...(native === undefined ? {} : {native}),
      ...(notNative === undefined ? {} : {notNative}),
      ...(tensorflow === undefined || missing === undefined ? {} : {tensorflow, missing}),
      ...(adapter === undefined || software === undefined ? {} : {adapter, software}),
    };
    const started = performance.now();
    const sum = tf.tidy(() =>
      tf.sum(tf.conv2d(tf.ones<tf.Rank.R4>([1, 8, 8, 3]), tf.ones<tf.Rank.R4>([3, 3, 3, 4]), 1, 'valid')),
    );
    const [value] = await sum.data();
    sum.dispose();
    const firstConvolutionMs = performance.now() - started;
    const expected = 6 * 6 * 4 * 27; // output pixels · filters · products of ones
    return value === expected
      ? {backend, works: true, firstConvolutionMs, ...particulars}
      : {
          backend,
          works: false,
          reason: `A convolution of ones returned ${value} instead of ${expected}.`,
          fix: 'use another backend',
        };
  } catch (error) {
    if (error instanceof AlexNetError) {
      const received = error.received === undefined ? '' : ` (${error.received})`;
      return {
        backend,
        works: false,
        reason: `${error.problem}${received}`,
        fix: error.fix,
      };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return {backend, works: false, reason, fix: 'use another backend'};
  }
}
