import * as fs from 'node:fs';
import {createRequire} from 'node:module';
import {join, sep} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {installLine} from '../core/install-line';
import {AlexNetError} from '../errors';
import type {TensorFlowBackend} from '../kernels/tensorflow/native-ops';
import {registerTensorFlow} from '../kernels/tensorflow/register-tensorflow';
import {findCutShort} from './cut-short';
import {queueStart} from './queue-start';

/** The packages that bring native TensorFlow, the one for a GPU first: a user who installed both did so on purpose. */
const TENSORFLOW_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** Options of {@link useTensorFlow}. */
export interface UseTensorFlowOptions {
  /** Files or folders (ending in /) from which the package is looked for. Default: this library, then the working directory. */
  from?: readonly string[];
}

/** Result of {@link useTensorFlow}. */
export interface TensorFlowReport {
  /** Always `node`: its name in options. */
  backend: 'node';
  /** Package that was loaded. */
  packageName: string;
  /** Version of the TensorFlow library. */
  tensorflow: string;
  /** Kernels of this library that are in use, by name. */
  nativeKernels: string[];
  /** Operations that this TensorFlow lacks and slower kernels run. */
  missing: {name: string; because: string}[];
}

/**
 * Makes `tensorflow` (tfjs-node) the backend of TensorFlow.js and registers kernels for training: grouped convolution,
 * local response normalization, the gradient of max pooling, the momentum update. A second call changes nothing.
 */
export async function useTensorFlow({
  from = [here(), `${process.cwd()}${sep}`],
}: UseTensorFlowOptions = {}): Promise<TensorFlowReport> {
  const {packageName, path} = findPackage(from);
  const cut = findCutShort(nativeFiles(path, packageName), fs);
  if (cut !== undefined) {
    throw broken(packageName, `a library of the package ${packageName} is cut short.`, cut);
  }
  restoreUtil();
  // TensorFlow prints four lines about instruction sets at each start; the variable, if set, brings them back.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  // On processors without AVX-512 TensorFlow leaves oneDNN off, and with it the gradients of grouped convolutions.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  try {
    requireHere()(path);
  } catch (cause) {
    throw broken(
      packageName,
      `the package ${packageName} is there, but does not load.`,
      firstLine(cause),
      cause,
      installMissing(cause),
    );
  }
  if (!('tensorflow' in tf.engine().registryFactory)) {
    throw broken(
      packageName,
      `${packageName} brought no backend "tensorflow" to this copy of TensorFlow.js.`,
      'a second copy of @tensorflow/tfjs-core beside this one (npm ls @tensorflow/tfjs-core)',
    );
  }
  if (!(await queueStart(() => tf.setBackend('tensorflow')))) {
    throw broken(packageName, 'the backend "tensorflow" did not start.', 'false from tf.setBackend');
  }
  const backend = tf.backend() as unknown as TensorFlowBackend;
  const {kernels, missing} = registerTensorFlow(backend);
  return {
    backend: 'node',
    packageName,
    tensorflow: backend.binding.TF_Version,
    nativeKernels: kernels,
    missing,
  };
}

/** Returns the command that installs or repairs a package of native TensorFlow. */
export function setupCommand(packageName: string): string {
  return `npx alexnet setup ${packageName.replace('@tensorflow/', '')}`;
}

/** Returns the installed package from the first place that has one. */
function findPackage(from: readonly string[]): {packageName: string; path: string} {
  for (const place of from) {
    for (const packageName of TENSORFLOW_PACKAGES) {
      try {
        return {packageName, path: createRequire(place).resolve(packageName)};
      } catch {
        // Not found from there.
      }
    }
  }
  throw new AlexNetError({
    code: 'unsupported',
    where: 'chooseBackend',
    problem: 'native TensorFlow is not installed.',
    expected: TENSORFLOW_PACKAGES.join(' or '),
    received: 'neither of them',
    fix: setupCommand('tfjs-node'),
  });
}

/** Libraries that the package loads. */
function nativeFiles(path: string, packageName: string): string[] {
  const folder = path.slice(0, path.lastIndexOf(join(packageName, sep)) + packageName.length);
  return [
    'deps/lib/libtensorflow_framework.so.2',
    'deps/lib/libtensorflow.so.2',
    'deps/lib/libtensorflow_cc.so.2',
    'lib/napi-v8/tfjs_binding.node',
  ].map(file => join(folder, file));
}

/**
 * Node 23 removed two functions that tfjs-node 4.22 calls, and Node 22 warns of them at the first call; the
 * replacements have to be there before it is loaded.
 */
function restoreUtil(): void {
  const util = requireHere()('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

/** Returns the command that installs a package which another one misses; undefined if it misses none. */
function installMissing(cause: unknown): string | undefined {
  const name = /^Cannot find module '([^'./][^']*)'/.exec(firstLine(cause))?.[1];
  return name === undefined
    ? undefined
    : installLine(`${name}${name.startsWith('@tensorflow/') ? '@4' : ''}`);
}

function broken(
  packageName: string,
  problem: string,
  received: string,
  cause?: unknown,
  fix = setupCommand(packageName),
): AlexNetError {
  return new AlexNetError({
    code: 'unsupported',
    where: 'chooseBackend',
    problem,
    expected: `a working ${packageName}`,
    received,
    fix,
    cause,
  });
}

// CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
function here(): string {
  return typeof __filename === 'string' ? __filename : import.meta.url;
}

function requireHere(): NodeJS.Require {
  return createRequire(here());
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n')[0] ?? '';
}
