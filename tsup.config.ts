import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {defineConfig, type Options} from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The readers of weight files. */
const FORMATS = join(import.meta.dirname, 'src/formats/');
/** Must exist once, so that `instanceof AlexNetError` is true for errors of either copy. */
const SHARED = join(import.meta.dirname, 'src/errors.ts');
/** Suffix of the copy of a module that is loaded on use. */
const COPY = '?on-use';

/**
 * Copies the modules of each reader that is imported on use (`import('./onnx/parse-onnx')`). The entry exports the same
 * readers by name, and esbuild moves modules that both reach into the bundle that a page loads first: nothing would be
 * loaded on use. With two copies a page loads only the one that it uses.
 */
const copiesOnUse: Plugin = {
  name: 'copies-on-use',
  setup(build) {
    build.onResolve({filter: /./}, async ({path, kind, importer, resolveDir, pluginData}) => {
      const {isCopy = false, isAsked = false} = (pluginData ?? {}) as {isCopy?: boolean; isAsked?: boolean};
      if (isAsked || !(isCopy || kind === 'dynamic-import')) {
        return undefined;
      }
      const found = await build.resolve(path, {kind, importer, resolveDir, pluginData: {isAsked: true}});
      const isReader = found.path.startsWith(FORMATS);
      const copies = !found.external && found.path !== SHARED && (isCopy || isReader);
      return copies ? {...found, suffix: COPY, pluginData: {isCopy: true}} : found;
    });
    build.onLoad({filter: /\.(ts|m?js)$/}, async ({path, suffix, pluginData}) =>
      suffix === COPY
        ? {
            contents: await readFile(path, 'utf8'),
            loader: path.endsWith('.ts') ? 'ts' : 'js',
            pluginData: pluginData as unknown,
          }
        : undefined,
    );
  },
};

/**
 * Makes modules of the CommonJS files of crc-32: as CommonJS each is run where it is imported, so that every page would
 * carry them, used or not.
 */
const crcModules: Plugin = {
  name: 'crc-modules',
  setup(build) {
    build.onLoad({filter: /node_modules[\\/]crc-32[\\/]crc32c?\.js$/}, async ({path}) => ({
      contents: [
        'const crc = /* @__PURE__ */ (() => {',
        'const exports = {};',
        await readFile(path, 'utf8'),
        'return exports;',
        '})();',
        'export default crc;',
        'export const buf = (bytes, seed) => crc.buf(bytes, seed);',
      ].join('\n'),
      loader: 'js',
    }));
  },
};

const entries = {
  index: 'src/index.ts',
  presets: 'src/presets.ts',
  register: 'src/register.ts',
  wasm: 'src/wasm.ts',
  'wasm.node': 'src/wasm.node.ts',
  webgpu: 'src/webgpu.ts',
  worker: 'src/worker.ts',
  'worker.node': 'src/worker.node.ts',
  node: 'src/node.ts',
};

/** Imported only by the command, as `#internal` of package.json. */
const internal = {internal: 'src/internal.ts'};

/** Files that are started, not imported: the workers of a trainer, and the service worker that a page copies. */
const workers = {
  'trainer-worker': 'src/trainer/page/trainer-worker.ts',
  'trainer-worker.node': 'src/trainer/node/trainer-worker.node.ts',
  'isolation-worker': 'src/trainer/page/isolation-worker.ts',
};

/**
 * Separate files although nobody imports them by name, so that a bundler can leave out an unused one completely: in a
 * file with others, a class that extends `tfl.layers.Layer` stays, since reading that property could do anything.
 */
const bundled = {
  ...Object.fromEntries(
    readdirSync(join(import.meta.dirname, 'src/layers'))
      .filter(name => name.endsWith('.ts'))
      .map(name => [`bundled/layers/${basename(name, '.ts')}`, `src/layers/${name}`]),
  ),
  'bundled/float16': 'node_modules/@petamoriken/float16/src/index.mjs',
  'bundled/fflate': 'node_modules/fflate/esm/browser.js',
};

// Files that end in .node.ts are imported with an ending, './x.node.js': tsup takes './x.node' for a native module.
const base: Options = {
  target: 'es2022',
  sourcemap: true,
  splitting: true,
  treeshake: true,
  outDir: 'dist',
  // The user installs optional packages. tsup excludes dependencies and peers by default, but not these.
  external: [/^@tensorflow\//, 'sharp', 'webgpu'],
  // Small packages that the universal entry needs; it may import no package but the tfjs peers.
  noExternal: ['tar', 'pbf', 'crc-32', 'fflate', '@petamoriken/float16', 'ml-matrix', '@noble/hashes'],
};

export default defineConfig([
  {
    ...base,
    entry: {...entries, ...internal, ...workers, ...bundled},
    format: ['esm', 'cjs'],
    // Jest runs CommonJS without `import()`.
    esbuildOptions: (options, {format}) => {
      options.supported = {'dynamic-import': format !== 'cjs'};
    },
    // Two formats, each with its own types: a CommonJS user must not get ESM declarations.
    dts: {entry: entries},
    esbuildPlugins: [copiesOnUse, crcModules],
  },
  {
    ...base,
    entry: {cli: 'src/cli/start.ts'},
    format: ['esm'],
    // The command imports the public entries only, so that it runs the very code that a user of the library runs.
    external: [/^tfjs-alexnet/, '#internal', /^@tensorflow\//, 'sharp'],
    dts: false,
  },
]);
