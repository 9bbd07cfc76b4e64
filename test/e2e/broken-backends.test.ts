/**
 * Backends that are really missing or broken: packages that are not installed, files cut short as after an interrupted
 * installation. Each is reported with its cause and the command to run, and `auto` tries the next.
 */
import {execFile} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, symlinkSync, truncateSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {builtCommand} from '../support/command';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGES = join(ROOT, 'node_modules');
const TFJS = '@tensorflow';
const WASM = `${TFJS}/tfjs-backend-wasm`;
const CPU = `${TFJS}/tfjs-backend-cpu`;
const WEBGPU = `${TFJS}/tfjs-backend-webgpu`;
const TFJS_NODE = `${TFJS}/tfjs-node`;
const DAWN = `webgpu/dist/${process.platform}-${process.arch}/dawn.node`;
const FRAMEWORK = `${TFJS_NODE}/deps/lib/libtensorflow_framework.so.2`;
const isLinux = process.platform === 'linux';

interface Diagnosis {
  backend: string;
  works: boolean;
  reason?: string;
  fix?: string;
}

/** A project with the built package, what it cannot do without, and these packages beside it. */
function project(sound: readonly string[]): string {
  const folder = temporaryDirectory();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, TFJS), {recursive: true});
  for (const part of ['dist', 'package.json']) {
    cpSync(join(ROOT, part), join(modules, 'tfjs-alexnet', part), {recursive: true});
  }
  const needed = ['commander', 'cli-progress', 'uplot', 'sharp', `${TFJS}/tfjs-core`, `${TFJS}/tfjs-layers`];
  for (const name of [...needed, ...sound]) {
    symlinkSync(join(PACKAGES, name), join(modules, name));
  }
  return folder;
}

/** Puts a copy of a package there and cuts one of its files short; the other large ones stay away. */
function addCutShort(folder: string, file: string): void {
  const name = file.startsWith('@') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] ?? '');
  const target = join(folder, 'node_modules', name);
  const isLarge = (path: string): boolean =>
    /\.(map|so\.2|node)$/.test(path) && basename(path) !== basename(file);
  cpSync(join(PACKAGES, name), target, {recursive: true, filter: path => !isLarge(path)});
  truncateSync(join(folder, 'node_modules', file), 100_000);
}

function alexnet(
  folder: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<{code: number | null; stdout: string; stderr: string}> {
  const command = join(folder, 'node_modules/tfjs-alexnet/dist/cli.js');
  return new Promise(fulfil => {
    const child = execFile(
      process.execPath,
      [command, ...words],
      {cwd: folder, timeout: 60_000, env: {...process.env, ...env}},
      (_, stdout, stderr) => {
        fulfil({code: child.exitCode, stdout, stderr});
      },
    );
  });
}

async function doctor(
  folder: string,
  env: Record<string, string> = {},
): Promise<{code: number | null; found: Record<string, Diagnosis>}> {
  const {code, stdout} = await alexnet(folder, ['doctor', '--json'], env);
  const {backends} = JSON.parse(stdout) as {backends: Diagnosis[]};
  return {code, found: Object.fromEntries(backends.map(one => [one.backend, one]))};
}

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe('backends that are missing', () => {
  it('are named with what to install, by doctor and by auto', async () => {
    const folder = project([]);
    const {code, found} = await doctor(folder);
    expect(code).toBe(1);
    expect(Object.values(found).map(({backend, works, fix}) => [backend, works, fix])).toEqual([
      ['wasm', false, `npm i ${WASM}@4`],
      ['node', false, 'npx alexnet setup tfjs-node'],
      ['webgpu', false, 'npm i webgpu'],
      ['cpu', false, `npm i ${CPU}@4`],
    ]);
    const bench = await alexnet(folder, ['bench', '--preset', 'lenet5', '--json']);
    expect(bench.code).toBe(1);
    expect(bench.stderr).toContain('no backend works here.');
    for (const fix of [`npm i ${WASM}@4`, 'npx alexnet setup tfjs-node', `npm i ${CPU}@4`]) {
      expect(bench.stderr).toContain(fix);
    }
  });

  it('asks to install the backend of TensorFlow.js if only Dawn is installed', async () => {
    const {found} = await doctor(project(['webgpu', CPU]));
    expect(found.cpu).toMatchObject({works: true});
    // Without an adapter, the error says that.
    expect(found.webgpu?.fix).toMatch(new RegExp(`^npm i ${WEBGPU}@4$|driver`));
  });

  it.skipIf(!isLinux)('reports a configured graphics driver that does not exist', async () => {
    const {found} = await doctor(project(['webgpu', WEBGPU]), {VK_ICD_FILENAMES: '/nowhere/driver.json'});
    expect(found.webgpu).toMatchObject({works: false, reason: 'no GPU was found. (none)'});
    expect(found.webgpu?.fix).toContain('unset VK_ICD_FILENAMES (it is "/nowhere/driver.json")');
  });
});

describe('backends that are broken', () => {
  it.skipIf(!isLinux)(
    'are named with the file and the line that mends them; none takes the process along',
    async () => {
      const folder = project([]);
      addCutShort(folder, `${WASM}/dist/tfjs-backend-wasm-simd.wasm`);
      addCutShort(folder, DAWN);
      mkdirSync(join(folder, 'node_modules', CPU));
      const hasTensorFlow = existsSync(join(PACKAGES, FRAMEWORK));
      if (hasTensorFlow) {
        addCutShort(folder, FRAMEWORK);
      }
      const {code, found} = await doctor(folder);
      expect(code).toBe(1);
      const expected = {
        wasm: ['tfjs-backend-wasm-simd.wasm is cut short', `rm -r node_modules/${WASM} && npm i ${WASM}@4`],
        webgpu: ['dawn.node has 100000 of ', 'rm -r node_modules/webgpu && npm i webgpu'],
        cpu: [`node_modules/${CPU}`, `rm -r node_modules/${CPU} && npm i ${CPU}@4`],
        ...(hasTensorFlow
          ? {node: ['libtensorflow_framework.so.2 has 100000 of ', 'npx alexnet setup tfjs-node']}
          : {}),
      };
      for (const [backend, [reason, fix]] of Object.entries(expected)) {
        expect(found[backend]).toMatchObject({works: false, fix});
        expect(found[backend]?.reason).toContain(reason);
      }
    },
  );

  it('are skipped by auto, which reports them and the backend that it chooses', async () => {
    const folder = project([CPU]);
    addCutShort(folder, `${WASM}/dist/tfjs-backend-wasm-simd.wasm`);
    const words = ['bench', '--preset', 'lenet5', '--batch', '1', '--rounds', '1', '--json'];
    const {code, stdout, stderr} = await alexnet(folder, words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({backend: 'cpu'});
    expect(stderr).toMatch(/The wasm backend does not work here: .*broken.*; fix: rm -r /);
    expect(stderr).toContain('The node backend does not work here: native TensorFlow is not installed.');
    expect(stderr).toContain('The cpu backend is taken instead.');
    const named = await alexnet(folder, [...words, '--backend', 'wasm']);
    expect(named.code).toBe(1);
    expect(named.stdout).toContain(`rm -r node_modules/${WASM}`);
    expect(named.stderr).not.toContain('instead');
  });
});
