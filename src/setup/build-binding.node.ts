import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {AlexNetError} from '../errors';
import {lastLines, type RunProcess} from './run-process.node.js';
import {NODE_API_HEADERS} from './tensorflow-release';

/** Options of {@link buildBinding}. */
export interface BuildBindingOptions {
  compiler: string;
  /** The folder of tfjs-node, with its sources in `binding/` and TensorFlow in `deps/`. */
  packageDirectory: string;
  run: RunProcess;
  /** The program of Node, beside which its headers are looked for. Default: this one. */
  execPath?: string;
}

/** Version 8 of Node's stable interface, which Node has had since 12.22; the folder is where tfjs-node looks. */
const NODE_API = 8;
/** The binding, below the folder of tfjs-node. */
export const BINDING = join('lib', `napi-v${NODE_API}`, 'tfjs_binding.node');

/**
 * Compiles the binding of tfjs-node against the library in `deps/`.
 *
 * By the compiler alone: node-gyp would need make and Node's headers for this very version, which it downloads from a
 * host of its own. The stable interface is one header, that npm has.
 */
export async function buildBinding({
  compiler,
  packageDirectory,
  run,
  execPath = process.execPath,
}: BuildBindingOptions): Promise<void> {
  const target = join(packageDirectory, BINDING);
  const partial = `${target}.partial`;
  await mkdir(dirname(target), {recursive: true});
  const scratch = await mkdtemp(join(tmpdir(), 'alexnet-setup-'));
  try {
    const headers = await findHeaders(execPath, scratch, run);
    const {code, output} = await run(
      compiler,
      [
        ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NODE_API}`],
        ...['-Ideps/include', `-I${headers}`, 'binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
        ...['-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
        ...['-o', partial],
      ],
      {cwd: packageDirectory},
    );
    if (code !== 0) {
      const errors = output.split('\n').filter(line => line.includes('error'));
      throw new AlexNetError({
        code: 'unsupported',
        where: 'setup',
        problem: 'the binding of tfjs-node does not compile.',
        expected: `${compiler} to take C++17`,
        received: lastLines(errors.length > 0 ? errors.slice(0, 3).join('\n') : output),
        fix: 'install a compiler for C++17 (g++ 9 or later, clang 10 or later), name it in CXX, and run the setup again',
      });
    }
    await rename(partial, target);
  } finally {
    await rm(scratch, {recursive: true, force: true});
    await rm(partial, {force: true});
  }
}

/** Node's own headers, where it came with them; else those of the npm package that holds just these. */
async function findHeaders(execPath: string, scratch: string, run: RunProcess): Promise<string> {
  const own = join(dirname(dirname(execPath)), 'include', 'node');
  if (existsSync(join(own, 'node_api.h'))) {
    return own;
  }
  const args = [
    'install',
    '--prefix',
    scratch,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    NODE_API_HEADERS,
  ];
  const {code, output} = await run('npm', args);
  if (code !== 0) {
    throw new AlexNetError({
      code: 'io',
      where: 'setup',
      problem: "npm could not fetch the headers of Node's stable interface.",
      expected: NODE_API_HEADERS,
      received: lastLines(output),
      fix: 'when the network works again, run the setup again',
    });
  }
  return join(scratch, 'node_modules', 'node-api-headers', 'include');
}
