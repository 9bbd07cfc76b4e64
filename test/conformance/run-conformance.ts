/** Runs every case on the current backend and returns the results. Works in Node and in pages. */
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {CASES} from './cases/index';
import {TRAINING_STEPS, trainLong, trainMini, type LeakResult, type TrainingResult} from './training';

export interface CaseResult {
  /** Values and gradients. */
  outputs: number[][];
  /** Leaked tensors. */
  left: number;
  /** Kernels of this library that ran. */
  own: string[];
}

export interface ConformanceResult {
  /** Results by `op: name`; a string is the error of a case that failed. */
  cases: Record<string, CaseResult | string>;
  training: TrainingResult | string;
  leak: LeakResult | string;
  /** Only from pages. */
  report?: BackendReport;
}

/** What a backend in a page reports, and what the engine has. */
export interface BackendReport {
  threads?: number;
  kernels?: string;
  oneThreadBecause?: string;
  isolated: boolean;
  /** Whether the engine has SharedArrayBuffer, and relaxed SIMD. */
  sharedMemory: boolean;
  relaxedSimd: boolean;
}

/** The kernel functions of a backend before this library adds its own. */
export function stockKernels(backend: string): Map<string, tf.KernelFunc> {
  return new Map(
    tf.getKernelsForBackend(backend).map(({kernelName, kernelFunc}) => [kernelName, kernelFunc]),
  );
}

/** @param steps of the training that is compared with the recorded one. */
export async function runConformance(
  stock: Map<string, tf.KernelFunc>,
  steps = TRAINING_STEPS,
): Promise<ConformanceResult> {
  const cases: ConformanceResult['cases'] = {};
  for (const {op, name, run, direct = []} of CASES) {
    cases[`${op}: ${name}`] = await attempt(() => runCase(run, direct, stock));
  }
  const training = await attempt(() => trainMini(steps));
  return {cases, training, leak: await attempt(trainLong)};
}

async function runCase(
  run: () => tf.Tensor[],
  direct: readonly string[],
  stock: Map<string, tf.KernelFunc>,
): Promise<CaseResult> {
  const before = tf.memory().numTensors;
  const {made, kernelNames} = watchKernels(() => tf.tidy(run));
  const outputs = await Promise.all(made.map(async tensor => [...(await tensor.data())]));
  tf.dispose(made);
  const own = [...kernelNames, ...direct].filter(name => {
    // A gradient that tfjs composes from other ops has a name but no kernel.
    const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
    return kernel !== undefined && kernel.kernelFunc !== stock.get(name);
  });
  return {outputs, left: tf.memory().numTensors - before, own};
}

/** The names of the kernels that `run` asks the engine for. `tf.profile` also times each of them, and reads its result. */
function watchKernels(run: () => tf.Tensor[]): {made: tf.Tensor[]; kernelNames: ReadonlySet<string>} {
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  const kernelNames = new Set<string>();
  engine.runKernel = (name, ...rest) => {
    kernelNames.add(name);
    return original(name, ...rest);
  };
  try {
    return {made: run(), kernelNames};
  } finally {
    engine.runKernel = original;
  }
}

async function attempt<T>(body: () => Promise<T>): Promise<T | string> {
  try {
    return await body();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
