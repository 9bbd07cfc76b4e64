/**
 * The packed tarball in an empty project: ESM, CommonJS, TypeScript under both module resolutions, the
 * command. What is tested is the file that would be published, not the source.
 */
import {execFile} from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Options} from 'tsup';
import tsup from '../../tsup.config';
import {packPackage} from '../support/packed-package';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const SUBPATHS = ['', '/node', '/presets', '/register', '/wasm', '/webgpu', '/worker'];

/** Files that tsup.config.ts names, in each of their formats, and their declarations. */
function builtEntries(): string[] {
  const names = (entry: unknown): string[] => Object.keys(entry ?? {});
  return (tsup as Options[]).flatMap(({entry, format, dts}) =>
    [format ?? []].flat().flatMap(kind => {
      const letter = kind === 'cjs' ? 'c' : '';
      const typed = typeof dts === 'object' ? names(dts.entry) : [];
      return [
        ...names(entry).map(name => `${name}.${letter}js`),
        ...typed.map(name => `${name}.d.${letter}ts`),
      ];
    }),
  );
}

describe('the packed package', () => {
  let project = '';
  let tarball = '';

  const node = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, args, {cwd: project, maxBuffer: 1e8})).stdout;
  const write = (file: string, text: string): void => {
    mkdirSync(join(project, file, '..'), {recursive: true});
    writeFileSync(join(project, file), text);
  };

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'alexnet consumer-'));
    tarball = await packPackage(project);
    write('package.json', JSON.stringify({name: 'consumer', private: true}));
    await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', tarball], {
      cwd: project,
      maxBuffer: 1e8,
    });
  }, 300_000);

  afterAll(() => {
    rmSync(project, {recursive: true, force: true});
  });

  it('installs one copy of tfjs and holds no source, test or stray file', async () => {
    const root = join(project, 'node_modules/tfjs-alexnet');
    expect(existsSync(join(project, 'node_modules/@tensorflow/tfjs-core'))).toBe(true);
    expect(existsSync(join(root, 'node_modules/@tensorflow'))).toBe(false);
    expect(readdirSync(root).sort()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'FEATURES.md',
      'LICENSE',
      'README.md',
      'assets',
      'dist',
      'docs',
      'examples',
      'package.json',
    ]);
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
    expect(licence).toContain('Apache License');
    await Promise.resolve();
  });

  it('holds no file of an earlier build', () => {
    const dist = join(project, 'node_modules/tfjs-alexnet/dist');
    const files = readdirSync(dist, {recursive: true, encoding: 'utf8'}).filter(name =>
      /\.[cm]?[jt]s$/.test(name),
    );
    const entries = builtEntries();
    const reached = new Set<string>();
    const queue = [...entries];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (!reached.has(name)) {
        reached.add(name);
        const text = readFileSync(join(dist, name), 'utf8');
        // A declaration names the .js beside it, or the .cjs.
        const named = [...text.matchAll(/(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)].map(
          ([, path = '']) => join(name, '..', path),
        );
        const typed = (path: string): string => path.replace(/\.([cm]?)js$/, '.d.$1ts');
        queue.push(
          ...named
            .map(path => (name.includes('.d.') ? typed(path) : path))
            .filter(path => files.includes(path)),
        );
      }
    }
    expect(entries.length).toBeGreaterThan(20);
    expect(entries.filter(name => !files.includes(name))).toEqual([]);
    expect(files.filter(name => !reached.has(name))).toEqual([]);
  });

  it('has everything that its README and its guides link to', () => {
    const root = join(project, 'node_modules/tfjs-alexnet');
    const pages = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.md'));
    const links = pages.flatMap(page =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(
        ([, target = '']) => ({
          page,
          target,
        }),
      ),
    );
    const inside = links.filter(({target}) => !/^[a-z]+:/.test(target));
    expect(inside.length).toBeGreaterThan(30);
    expect(inside.filter(({page, target}) => !existsSync(join(root, page, '..', target)))).toEqual([]);
  });

  it('has each entry in ESM and in CommonJS with the same names', async () => {
    const names =
      'Object.keys(m).filter(name => name !== "default" && name !== "__esModule" && name !== "module.exports").sort()';
    for (const subpath of SUBPATHS) {
      const specifier = JSON.stringify(`tfjs-alexnet${subpath}`);
      const esm = await node(
        '--input-type=module',
        '-e',
        `const m = await import(${specifier}); console.log(JSON.stringify(${names}))`,
      );
      const cjs = await node('-e', `const m = require(${specifier}); console.log(JSON.stringify(${names}))`);
      expect(JSON.parse(cjs)).toEqual(JSON.parse(esm));
      if (subpath !== '/register') {
        expect((JSON.parse(esm) as string[]).length).toBeGreaterThan(0);
      }
    }
  });

  it('loads no backend and nothing of Node when the universal entry is imported', async () => {
    const script = `
      const loaded = new Set(process.moduleLoadList);
      await import('@tensorflow/tfjs-core');
      await import('@tensorflow/tfjs-layers');
      const before = process.moduleLoadList.length;
      const tf = await import('@tensorflow/tfjs-core');
      const alexnet = await import('tfjs-alexnet');
      console.log(JSON.stringify({
        node: process.moduleLoadList.slice(before).filter(name => name.startsWith('NativeModule ') && !name.includes('internal/')),
        backends: Object.keys(tf.engine().registryFactory),
        optional: Object.keys((await import('node:module')).default._cache).filter(path => /sharp|tfjs-backend|commander/.test(path)),
        ok: typeof alexnet.createAlexNet === 'function',
      }));`;
    const seen = JSON.parse(await node('--input-type=module', '-e', script)) as Record<string, unknown>;
    expect(seen).toEqual({node: [], backends: [], optional: [], ok: true});
  });

  it('builds, trains and saves a network from ESM and from CommonJS', async () => {
    const body = `
      await useWasm();
      const model = createAlexNet({preset: 'alexnet-mini', classes: 2, seed: 1});
      model.compile({optimizer: new MomentumSGD({learningRate: 0.01}), loss: 'categoricalCrossentropy'});
      const history = await model.fit(tf.randomNormal([4, 67, 67, 3], 0, 1, 'float32', 1), tf.oneHot([0, 1, 0, 1], 2), {epochs: 2, verbose: 0});
      await model.save(fileSystemIO('saved-' + kind));
      console.log(history.history.loss.every(Number.isFinite));`;
    write(
      'use.mjs',
      `
      import * as tf from '@tensorflow/tfjs-core';
      import {createAlexNet, MomentumSGD} from 'tfjs-alexnet';
      import {fileSystemIO} from 'tfjs-alexnet/node';
      import {useWasm} from 'tfjs-alexnet/wasm';
      const kind = 'esm';${body}`,
    );
    write(
      'use.cjs',
      `
      const tf = require('@tensorflow/tfjs-core');
      const {createAlexNet, MomentumSGD} = require('tfjs-alexnet');
      const {fileSystemIO} = require('tfjs-alexnet/node');
      const {useWasm} = require('tfjs-alexnet/wasm');
      (async () => { const kind = 'cjs';${body} })();`,
    );
    expect((await node('use.mjs')).trim()).toBe('true');
    expect((await node('use.cjs')).trim()).toBe('true');
  });

  it('loads readers on use, and throws errors of one class, in ESM and in CommonJS', async () => {
    const body = `
      const model = createModel('lenet5', {seed: 1});
      const {matched} = await loadWeights(model, await writeSafetensors(model));
      const error = await loadWeights(model, new Uint8Array(40)).catch(error => error);
      console.log(matched.length, error instanceof AlexNetError, error.code);`;
    write(
      'read.mjs',
      `
      import '@tensorflow/tfjs-backend-cpu';
      import {AlexNetError, createModel, loadWeights, writeSafetensors} from 'tfjs-alexnet';${body}`,
    );
    write(
      'read.cjs',
      `
      require('@tensorflow/tfjs-backend-cpu');
      const {AlexNetError, createModel, loadWeights, writeSafetensors} = require('tfjs-alexnet');
      (async () => {${body} })();`,
    );
    for (const file of ['read.mjs', 'read.cjs']) {
      expect((await node(file)).trim().split('\n').at(-1)).toBe('10 true bad-weights');
    }
  });

  it('opens a saved model with tf.loadLayersModel and nothing but the register entry', async () => {
    write(
      'open.mjs',
      `
      import {readFileSync} from 'node:fs';
      import * as tf from '@tensorflow/tfjs-core';
      import * as tfl from '@tensorflow/tfjs-layers';
      import '@tensorflow/tfjs-backend-cpu';
      import 'tfjs-alexnet/register';
      const json = JSON.parse(readFileSync('saved-esm/model.json', 'utf8'));
      const weightData = new Uint8Array(Buffer.concat(json.weightsManifest[0].paths.map(path => readFileSync('saved-esm/' + path)))).buffer;
      const model = await tfl.loadLayersModel(tf.io.fromMemory({
        modelTopology: json.modelTopology, weightSpecs: json.weightsManifest[0].weights, weightData}));
      console.log(model.predict(tf.zeros([1, 67, 67, 3])).shape.join());`,
    );
    expect((await node('open.mjs')).trim()).toBe('1,2');
  });

  it.each([
    ['node16', 'esm.mts'],
    ['node16', 'cjs.cts'],
    ['bundler', 'bundler.ts'],
  ])('type-checks under moduleResolution %s in %s', async (moduleResolution, file) => {
    write(
      file,
      `
      import {createAlexNet, describeModel, AlexNetError, type AlexNetErrorCode} from 'tfjs-alexnet';
      import {photoFolder} from 'tfjs-alexnet/node';
      import {PRESETS} from 'tfjs-alexnet/presets';
      import 'tfjs-alexnet/register';
      import {useWasm} from 'tfjs-alexnet/wasm';
      export const model = createAlexNet({preset: 'alexnet-mini'});
      export const parameters: number = describeModel('alexnet').parameters;
      export const code = (error: AlexNetError): AlexNetErrorCode => error.code;
      export {photoFolder, PRESETS, useWasm};
      // @ts-expect-error an option that does not exist
      createAlexNet({preset: 'alexnet-mini', clases: 2});`,
    );
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2023', 'DOM'],
          strict: true,
          declaration: true,
          skipLibCheck: true,
          outDir: 'out',
          types: [],
          module: moduleResolution === 'node16' ? 'node16' : 'esnext',
          moduleResolution,
        },
        files: [file],
      }),
    );
    const {stdout} = await run(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'],
      {cwd: project},
    ).catch((error: unknown) => ({stdout: String((error as {stdout?: string}).stdout)}));
    expect(stdout).toBe('');
  });

  it('trains from the command with no further install', async () => {
    write(
      'draw.mjs',
      `import {drawCatsAndDogs} from 'tfjs-alexnet/node'; await drawCatsAndDogs('photos', {count: 24, seed: 1});`,
    );
    await node('draw.mjs');
    const {stdout} = await run(
      'npx',
      [
        'alexnet',
        'train',
        '--data',
        'photos',
        '--preset',
        'alexnet-mini',
        '--max-steps',
        '3',
        '--batch',
        '8',
        '--out',
        'model',
        '--seed',
        '1',
        '--json',
      ],
      {cwd: project, maxBuffer: 1e8},
    );
    const report = JSON.parse(stdout) as {steps: number; loss: number; backend: string};
    expect(report).toMatchObject({steps: 3, backend: 'wasm'});
    expect(Number.isFinite(report.loss)).toBe(true);
    expect(readdirSync(join(project, 'model'))).toEqual(
      expect.arrayContaining([
        'model.json',
        'preprocessing.json',
        'history.csv',
        'report.html',
        'checkpoints',
        'logs',
      ]),
    );
  }, 120_000);

  it('is clean for publint and for arethetypeswrong', async () => {
    const copy = join(project, 'lint');
    mkdirSync(copy);
    cpSync(tarball, join(copy, 'package.tgz'));
    const lint = await run(
      process.execPath,
      [join(ROOT, 'node_modules/publint/src/cli.js'), 'run', join(copy, 'package.tgz'), '--strict'],
      {cwd: copy},
    ).catch((error: unknown) => ({stdout: `failed: ${String((error as {stdout?: string}).stdout)}`}));
    expect(lint.stdout).not.toMatch(/failed|Errors|Warnings|Suggestions/);
    const types = await run(
      process.execPath,
      [
        join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
        join(copy, 'package.tgz'),
        '--profile',
        'node16',
        '--format',
        'json',
      ],
      {cwd: copy, maxBuffer: 1e8},
    ).catch((error: unknown) => ({stdout: String((error as {stdout?: string}).stdout)}));
    expect((JSON.parse(types.stdout) as {problems?: unknown}).problems ?? {}).toEqual({});
  }, 120_000);
});
