/**
 * What a page gets of the built package, by esbuild, minified, without TensorFlow.js: how large it is, and that the readers
 * of weight files are fetched when a file is read and not before. The sizes are those that docs/weights.md states.
 */
import {execFileSync} from 'node:child_process';
import {readFileSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build, type Metafile} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');
const KB = 1000;
/** Replaces this project's tsconfig, which maps the package's name to its source. */
const BUILT = '{}';

/** A text of each reader that survives minifying. */
const READERS: Readonly<Record<string, string>> = {
  caffe: 'there is no layer in it.',
  torch: 'this is no checkpoint of PyTorch.',
  safetensors: 'the header is longer than the file',
  onnx: 'there are sparse weights in it',
  npz: 'is not an array of NumPy',
  hdf5: 'this is no HDF5 file.',
  tfjs: 'a group of the weightsManifest is damaged',
};
/** A text of the zip reader, which two of the readers use. */
const ZIP = 'the zip archive has no end';
/** A text of the format detection, which is always loaded on use. */
const DETECTION = 'this is a mean image of Caffe';

interface Bundle {
  /** What is fetched at once, as one text. */
  eager: string;
  /** What is fetched when the module of this name is imported at run time, beyond that. */
  onUse: Record<string, string>;
}

async function bundle(contents: string): Promise<Bundle> {
  const {outputFiles, metafile} = await build({
    stdin: {contents, resolveDir: ROOT},
    tsconfigRaw: BUILT,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: ROOT,
    write: false,
    metafile: true,
    external: ['@tensorflow/*'],
    logLevel: 'error',
  });
  const textOf = new Map(outputFiles.map(({path, text}) => [path.slice(ROOT.length + 1), text]));
  const {outputs} = metafile;
  const names = Object.keys(outputs);
  const eager = reachable(
    outputs,
    names.filter(name => outputs[name]!.entryPoint === '<stdin>'),
    new Set(),
  );
  const textsOf = (parts: Iterable<string>): string => [...parts].map(name => textOf.get(name)).join('\n');
  const lazy = names.filter(name => !eager.has(name) && outputs[name]!.entryPoint !== undefined);
  return {
    eager: textsOf(eager),
    onUse: Object.fromEntries(
      lazy.map(name => [
        /([\w-]+?)-\w{8}(-\w{8})?\.js$/.exec(name)?.[1] ?? name,
        textsOf(reachable(outputs, [name], eager)),
      ]),
    ),
  };
}

/** The files that these import before they run, and themselves; without those of `known`. */
function reachable(outputs: Metafile['outputs'], from: string[], known: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const queue = [...from]; queue.length > 0;) {
    const name = queue.pop()!;
    if (!found.has(name) && !known.has(name)) {
      found.add(name);
      const statements = outputs[name]!.imports.filter(({kind}) => kind === 'import-statement');
      queue.push(...statements.map(({path}) => path).filter(path => path in outputs));
    }
  }
  return found;
}

const ALL_MARKS = [...Object.values(READERS), ZIP, DETECTION];
const marksIn = (text: string): string[] => ALL_MARKS.filter(mark => text.includes(mark));

describe('a bundle of the universal entry', () => {
  it.each([
    ['createAlexNet', 96],
    ['createAlexNet, train, predictImages', 164],
    ['loadWeights', 86],
    ['localResponseNormalization', 12],
  ])('{%s} is within %i kB and holds no reader', async (names, budget) => {
    const {eager} = await bundle(`export {${names}} from 'tfjs-alexnet'`);
    expect(eager).not.toBe('');
    expect(marksIn(eager)).toEqual([]);
    expect(Buffer.byteLength(eager)).toBeLessThan(budget * KB);
  });

  it('of createTrainer is within 21 kB and leaves TensorFlow.js to the worker, even where a worker is served', async () => {
    const {eager} = await bundle(
      `export {createTrainer, serveTrainer, isolatePage} from 'tfjs-alexnet/worker'`,
    );
    expect(eager).toContain('trainer-worker.js');
    expect(eager).not.toContain('@tensorflow/');
    expect(Buffer.byteLength(eager)).toBeLessThan(21 * KB);
  });

  it('has no layer that no preset has, unless createModel or a definition brings it', async () => {
    const foreign = [
      'PointwiseFunction',
      'AxisProduct',
      'ChannelScale',
      'ScaledPower',
      'InstanceNormalization',
    ];
    const layersIn = async (names: string): Promise<string[]> => {
      const {eager} = await bundle(`export {${names}} from 'tfjs-alexnet'`);
      return foreign.filter(name => eager.includes(`"${name}"`));
    };
    expect(await layersIn('createAlexNet, train, predictImages, loadWeights, loadPretrained')).toEqual([]);
    for (const name of ['createModel', 'networkFromOnnx', 'networkFromCaffe', 'registerLayers']) {
      expect(await layersIn(name), name).toEqual(foreign);
    }
  });

  it('is within 480 kB as a whole', async () => {
    const {eager} = await bundle(`export * from 'tfjs-alexnet'`);
    expect(Buffer.byteLength(eager)).toBeLessThan(480 * KB);
    // The functions that read at once, parseOnnx and the others, are there; a tfjs model and HDF5 are read by parseWeightFile only.
    const named = Object.values(READERS).filter(mark => mark !== READERS.tfjs && mark !== READERS.hdf5);
    expect(marksIn(eager)).toEqual([...named, ZIP]);
  });

  it('loads one reader for loadWeights when a file of its format is read, within 47 kB', async () => {
    const {onUse} = await bundle(`export {loadWeights} from 'tfjs-alexnet'`);
    const modules = {
      caffe: 'parse-caffe-model',
      torch: 'parse-torch-checkpoint',
      safetensors: 'parse-safetensors',
      onnx: 'parse-onnx',
      npz: 'parse-npz',
      hdf5: 'parse-hdf5',
      tfjs: 'parse-tfjs-model',
    };
    // What other functions load on use is there as well, as files that loadWeights does not fetch.
    expect(Object.keys(onUse)).toEqual(expect.arrayContaining([...Object.values(modules), 'detect-format']));
    for (const [format, module] of Object.entries(modules)) {
      const text = onUse[module]!;
      const others = Object.keys(READERS).filter(name => text.includes(READERS[name]!));
      expect(others).toEqual([format]);
      expect(Buffer.byteLength(text), module).toBeLessThan(47 * KB);
    }
  });

  it('runs: readers that are loaded on use work and throw errors of the same class', async () => {
    const folder = temporaryDirectory();
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await build({
      stdin: {
        contents: `
          import '@tensorflow/tfjs-backend-cpu';
          import {AlexNetError, createModel, loadWeights, parseSafetensors, writeSafetensors} from 'tfjs-alexnet';
          const model = createModel('lenet5', {seed: 1});
          const bytes = await writeSafetensors(model);
          const {format, matched} = await loadWeights(model, bytes);
          const damaged = await loadWeights(model, bytes.slice(0, 99)).catch(error => error);
          let direct;
          try { parseSafetensors(bytes.slice(0, 99)); } catch (error) { direct = error; }
          console.log(JSON.stringify({
            format, matched: matched.length, codes: [damaged, direct].map(error => error.code),
            same: [damaged, direct].every(error => error instanceof AlexNetError && error.constructor === damaged.constructor),
          }));`,
        resolveDir: ROOT,
      },
      tsconfigRaw: BUILT,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      outdir: folder,
      outExtension: {'.js': '.mjs'},
      external: ['@tensorflow/*'],
      logLevel: 'error',
    });
    expect(readFileSync(join(folder, 'stdin.mjs'), 'utf8')).toContain('import(');
    const output = execFileSync(process.execPath, [join(folder, 'stdin.mjs')], {encoding: 'utf8'});
    expect(JSON.parse(output)).toEqual({
      format: 'safetensors',
      matched: 10,
      codes: ['bad-weights', 'bad-weights'],
      same: true,
    });
  });
});
