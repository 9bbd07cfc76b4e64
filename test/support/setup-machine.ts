/** A machine on which a setup can be played through: every program is a stand-in that writes what the real one would. */
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {strToU8, unzipSync, zipSync} from 'fflate';
import type {ProcessResult, RunProcess} from '../../src/setup/run-process.node.js';
import {TFJS_NODE_VERSION, type TensorFlowRelease} from '../../src/setup/tensorflow-release';

const LIBRARIES = {
  'lib/libtensorflow_cc.so.2': 'the library',
  'lib/libtensorflow_framework.so.2': 'the framework',
};
const NAME = 'tensorflow_cpu-0.0.1-py3-none-any.whl';
const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

export const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

/** A wheel of a few bytes in `directory`, and the release that it belongs to. */
export function tinyRelease(directory: string): {release: TensorFlowRelease; wheel: string} {
  const wheel = join(directory, NAME);
  const wheelBytes = zipSync({
    'tensorflow/libtensorflow_cc.so.2': strToU8('the library'),
    'tensorflow/libtensorflow_framework.so.2': strToU8('the framework'),
    'tensorflow/include/tensorflow/c/c_api.h': strToU8('// header'),
    'tensorflow/python/large.py': strToU8('not wanted'),
  });
  writeFileSync(wheel, wheelBytes);
  const release = {
    version: '0.0.1',
    wheels: [
      {
        requirement: 'tensorflow-cpu==0.0.1',
        sha256: sha256(wheelBytes),
        bytes: wheelBytes.length,
        parts: [
          {from: 'tensorflow/include/tensorflow/c/', to: 'include/tensorflow/c/'},
          {from: 'tensorflow/libtensorflow_', to: 'lib/libtensorflow_'},
        ],
      },
    ],
    libraries: Object.entries(LIBRARIES).map(([path, text]) => ({path, sha256: sha256(text)})),
  };
  return {release, wheel};
}

/** What goes wrong on the machine. */
export interface Troubles {
  /** Whether the package's own installer works. */
  installerWorks?: boolean;
  npmFails?: boolean;
  /** How many downloads come out cut short. */
  brokenDownloads?: number;
  noPip?: boolean;
  noCompiler?: boolean;
  compileFails?: boolean;
  /** Whether what was built trains. */
  buildTrains?: boolean;
}

/** The stand-ins, and the command lines that they were given. */
export class SetupMachine {
  readonly lines: string[] = [];
  readonly wheel: string;
  readonly release: TensorFlowRelease;
  readonly root: string;
  troubles: Troubles;

  constructor(root: string, troubles: Troubles = {}) {
    this.root = root;
    this.troubles = troubles;
    ({release: this.release, wheel: this.wheel} = tinyRelease(root));
    writeFileSync(join(root, 'package.json'), '{"name": "project"}');
  }

  get package(): string {
    return join(this.root, 'node_modules/@tensorflow/tfjs-node');
  }

  readonly run: RunProcess = (command, args) => {
    this.lines.push(`${command} ${args.join(' ')}`);
    return Promise.resolve(this.#run(command, args));
  };

  #run(command: string, args: readonly string[]): ProcessResult {
    const done = (code: number, output = ''): ProcessResult => ({code, output});
    const {troubles} = this;
    if (args[0] === '--version') {
      return done(
        command === 'c++' && troubles.noCompiler !== true ? 0 : command.startsWith('python') ? 0 : 127,
      );
    }
    if (command === 'npm' && args[0] === 'install') {
      if (troubles.npmFails === true) {
        return done(1, 'npm error code ENOTFOUND');
      }
      mkdirSync(this.package, {recursive: true});
      writeFileSync(join(this.package, 'package.json'), JSON.stringify({version: TFJS_NODE_VERSION}));
      return done(0);
    }
    if (command === 'npm') {
      rmSync(join(this.package, 'deps'), {recursive: true, force: true});
      return troubles.installerWorks === true
        ? (this.#writeBinding('by the installer'), done(0))
        : done(1, 'npm error Error: getaddrinfo ENOTFOUND some.host\nnpm error more');
    }
    if (args.includes('pip') && args.includes('--version')) {
      return done(troubles.noPip === true ? 1 : 0);
    }
    if (args.includes('pip')) {
      const to = join(args[args.indexOf('--dest') + 1] ?? '', NAME);
      copyFileSync(this.wheel, to);
      if ((troubles.brokenDownloads ?? 0) > 0) {
        troubles.brokenDownloads = (troubles.brokenDownloads ?? 0) - 1;
        writeFileSync(to, readFileSync(this.wheel).subarray(0, 50));
        return done(1, 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES');
      }
      return done(0);
    }
    if (command.startsWith('python')) {
      return this.#unpack(args.slice(2));
    }
    if (command === 'c++') {
      if (troubles.compileFails === true) {
        return done(1, "binding/tfjs_backend.cc:1: error: 'auto' changes meaning in C++17");
      }
      writeFileSync(args.at(-1) ?? '', 'built');
      return done(0);
    }
    return this.#check();
  }

  /** Python with the script that unpacks a wheel: `unpack-wheels.node.test.ts` runs the script itself. */
  #unpack([wheel = '', folder = '', ...pairs]: readonly string[]): ProcessResult {
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(wheel)))) {
      for (let i = 0; i < pairs.length; i += 2) {
        const [start = '', becomes = ''] = pairs.slice(i, i + 2);
        if (name.startsWith(start)) {
          const path = join(folder, becomes + name.slice(start.length));
          mkdirSync(dirname(path), {recursive: true});
          writeFileSync(path, bytes);
        }
      }
    }
    return {code: 0, output: ''};
  }

  /** Node with the training step: works where there is a binding that was not told to fail. */
  #check(): ProcessResult {
    try {
      const text = readFileSync(join(this.package, 'lib/napi-v8/tfjs_binding.node'), 'utf8');
      if (text === 'built' && this.troubles.buildTrains === false) {
        return {code: 1, output: 'Error: a training step took the loss from 1 to 2'};
      }
      return {code: 0, output: `noise\n{"tensorflow":"${text === 'built' ? '0.0.1' : '2.9.1'}"}\n`};
    } catch {
      return {code: 1, output: 'at line 1\nError: The Node.js native addon module can not be found'};
    }
  }

  #writeBinding(text: string): void {
    mkdirSync(join(this.package, 'lib/napi-v8'), {recursive: true});
    writeFileSync(join(this.package, 'lib/napi-v8/tfjs_binding.node'), text);
  }
}
