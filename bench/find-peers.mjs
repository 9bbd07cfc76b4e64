// Those that this package is compared with: installed beside it, never into its dependencies, or found.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const ONNXRUNTIME_WEB = 'onnxruntime-web@1.30.0';

/**
 * How to start each subject, or why there is none: {name: {command, args, env, threads} or {missing}}; `threads` is the
 * most that it has.
 *
 * Environment: ALEXNET_TFJS_NODE, a folder whose node_modules has a working @tensorflow/tfjs-node; ALEXNET_PYTHON, a
 * Python that has torch.
 */
export function findPeers(folder, {install = true} = {}) {
  const subject = name => new URL(`subjects/${name}`, import.meta.url).pathname;
  const node = (...args) => ({command: process.execPath, args, env: {TF_CPP_MIN_LOG_LEVEL: '2'}});
  const onnxruntime = findOnnxruntime(folder, install);
  const tfjsNode = findTfjsNode(process.env.ALEXNET_TFJS_NODE ?? process.cwd());
  const python = findPython(process.env.ALEXNET_PYTHON ?? 'python3');
  return {
    'tfjs-alexnet': node(subject('tfjs-alexnet.mjs')),
    // In Node it has no threads.
    'tfjs-wasm': {...node(subject('stock-tfjs.mjs'), 'wasm'), threads: 1},
    'onnxruntime-web':
      onnxruntime === undefined
        ? {missing: `npm could not install ${ONNXRUNTIME_WEB}`}
        : node(subject('onnxruntime-web.mjs'), onnxruntime),
    'tfjs-node':
      tfjsNode === undefined
        ? {missing: 'no working @tensorflow/tfjs-node (alexnet setup tfjs-node, or ALEXNET_TFJS_NODE=FOLDER)'}
        : node(subject('stock-tfjs.mjs'), 'node', tfjsNode),
    pytorch:
      python === undefined
        ? {missing: 'no Python with torch (ALEXNET_PYTHON=/path/to/python)'}
        : {command: python, args: [subject('pytorch.py')]},
  };
}

function findOnnxruntime(folder, install) {
  const there = () => existsSync(join(folder, 'node_modules/onnxruntime-web/package.json'));
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

/** Loaded in a process of its own: a broken addon ends the one that loads it. */
function findTfjsNode(folder) {
  const load = `require('node:module').createRequire(process.argv[1] + '/')('@tensorflow/tfjs-node')`;
  return succeeds(process.execPath, ['-e', load, folder]) ? folder : undefined;
}

function findPython(command) {
  return succeeds(command, ['-c', 'import torch']) ? command : undefined;
}

function succeeds(command, args) {
  try {
    execFileSync(command, args, {stdio: 'ignore', env: {...process.env, TF_CPP_MIN_LOG_LEVEL: '3'}});
    return true;
  } catch {
    return false;
  }
}

/** Versions, for the report: of what was found. */
export function versionsOf(peers) {
  const version = (folder, name) => {
    const file = join(folder ?? '', name === 'tfjs-alexnet' ? '' : `node_modules/${name}`, 'package.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
  };
  const python = peers.pytorch.command;
  return {
    'tfjs-alexnet': version(process.cwd(), 'tfjs-alexnet'),
    'tfjs-wasm': version(process.cwd(), '@tensorflow/tfjs-backend-wasm'),
    'onnxruntime-web': version(peers['onnxruntime-web'].args?.[1], 'onnxruntime-web'),
    'tfjs-node': version(peers['tfjs-node'].args?.[2], '@tensorflow/tfjs-node'),
    pytorch:
      python === undefined
        ? undefined
        : execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], {encoding: 'utf8'}).trim(),
  };
}
