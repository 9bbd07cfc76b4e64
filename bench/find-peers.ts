/** Finds the libraries that this package is compared with. Installs them beside the package, never as its dependencies. */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {RUN} from '../scripts/project';
import type {SubjectName} from './plan';

const ONNXRUNTIME_WEB = 'onnxruntime-web@1.30.0';

/** How to start a subject. */
export interface SubjectCommand {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The most threads that it can use. */
  threads?: number;
}

/** Each subject, or the reason why it is missing. */
export type Peers = Record<SubjectName, SubjectCommand | {missing: string}>;

/**
 * Finds out how to start each subject.
 *
 * Environment: ALEXNET_TFJS_NODE, a folder whose node_modules has a working @tensorflow/tfjs-node; ALEXNET_PYTHON, a
 * Python with torch.
 */
export function findPeers(folder: string, {install = true}: {install?: boolean} = {}): Peers {
  const subject = (name: string): string => fileURLToPath(new URL(`subjects/${name}`, import.meta.url));
  const node = (name: string, ...args: string[]): SubjectCommand => ({
    command: process.execPath,
    args: [RUN, subject(name), ...args],
    env: {TF_CPP_MIN_LOG_LEVEL: '2'},
  });
  const onnxruntime = findOnnxruntime(folder, install);
  const tfjsNode = findTfjsNode(process.env.ALEXNET_TFJS_NODE ?? process.cwd());
  const python = findPython(process.env.ALEXNET_PYTHON ?? 'python3');
  return {
    'tfjs-alexnet': node('tfjs-alexnet.ts'),
    // It has no threads in Node.
    'tfjs-wasm': {...node('stock-tfjs.ts', 'wasm'), threads: 1},
    'onnxruntime-web':
      onnxruntime === undefined
        ? {missing: `npm could not install ${ONNXRUNTIME_WEB}`}
        : node('onnxruntime-web.ts', onnxruntime),
    'tfjs-node':
      tfjsNode === undefined
        ? {missing: 'no working @tensorflow/tfjs-node (alexnet setup tfjs-node, or ALEXNET_TFJS_NODE=FOLDER)'}
        : node('stock-tfjs.ts', 'node', tfjsNode),
    pytorch:
      python === undefined
        ? {missing: 'no Python with torch (ALEXNET_PYTHON=/path/to/python)'}
        : {command: python, args: [subject('pytorch.py')]},
  };
}

function findOnnxruntime(folder: string, install: boolean): string | undefined {
  const there = (): boolean => existsSync(join(folder, 'node_modules/onnxruntime-web/package.json'));
  if (!there() && install) {
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    try {
      const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ONNXRUNTIME_WEB];
      execFileSync('npm', args, {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
    } catch {
      return undefined;
    }
  }
  return there() ? folder : undefined;
}

/** Tried in a process of its own: a broken addon ends the process that loads it. */
function findTfjsNode(folder: string): string | undefined {
  const load = `require('node:module').createRequire(process.argv[1] + '/')('@tensorflow/tfjs-node')`;
  return succeeds(process.execPath, ['-e', load, folder]) ? folder : undefined;
}

function findPython(command: string): string | undefined {
  return succeeds(command, ['-c', 'import torch']) ? command : undefined;
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, {stdio: 'ignore', env: {...process.env, TF_CPP_MIN_LOG_LEVEL: '3'}});
    return true;
  } catch {
    return false;
  }
}

/** Versions of the found libraries, for the report. */
export function versionsOf(peers: Peers): Partial<Record<SubjectName, string>> {
  const version = (folder: string | undefined, name: string): string | undefined => {
    const file = join(folder ?? '', name === 'tfjs-alexnet' ? '' : `node_modules/${name}`, 'package.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as {version: string}).version
      : undefined;
  };
  /** Folder that a subject gets as its last argument. */
  const folderOf = (peer: Peers[SubjectName]): string | undefined =>
    'missing' in peer ? undefined : peer.args.at(-1);
  const {pytorch} = peers;
  return {
    'tfjs-alexnet': version(process.cwd(), 'tfjs-alexnet'),
    'tfjs-wasm': version(process.cwd(), '@tensorflow/tfjs-backend-wasm'),
    'onnxruntime-web': version(folderOf(peers['onnxruntime-web']), 'onnxruntime-web'),
    'tfjs-node': version(folderOf(peers['tfjs-node']), '@tensorflow/tfjs-node'),
    pytorch:
      'missing' in pytorch
        ? undefined
        : execFileSync(pytorch.command, ['-c', 'import torch; print(torch.__version__)'], {
            encoding: 'utf8',
          }).trim(),
  };
}
