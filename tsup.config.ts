import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {defineConfig, type Options} from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The readers of weight files. */
const FORMATS = join(import.meta.dirname, 'src/formats/');
/** What must exist once: `instanceof AlexNetError` has to hold for errors of either copy. */
const SHARED = join(import.meta.dirname, 'src/errors.ts');
/** Marks the copy of a module that is loaded on use. */
const COPY = '?on-use';

/**
 * Gives each reader that is imported on use (`import('./onnx/parse-onnx')`) modules of its own. The entry exports the same
 * readers by name, and esbuild, in a page that uses either, puts what both reach in front of both: nothing would be loaded
 * on use. So there are two copies, of which a page gets the one that it asks for.
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

const entries = {
  index: 'src/index.ts',
  presets: 'src/presets.ts',
  register: 'src/register.ts',
  wasm: 'src/wasm.ts',
  webgpu: 'src/webgpu.ts',
  node: 'src/node.ts',
};

/** What only the command imports, by `#internal` of package.json. */
const internal = {internal: 'src/internal.ts'};

/** Files of their own, though nobody imports them by name: a page that uses none of one leaves it out as a whole. */
const bundled = {
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
  // Optional packages are the user's to install: tsup leaves out dependencies and peers by itself, but not these.
  external: [/^@tensorflow\//, 'sharp', 'webgpu'],
  // Small, and needed by the universal entry, which may ask for no package but the tfjs peers.
  noExternal: ['pbf', 'crc-32', 'fflate', '@petamoriken/float16', 'ml-matrix', '@noble/hashes'],
};

export default defineConfig([
  {
    ...base,
    entry: {...entries, ...internal, ...bundled},
    format: ['esm', 'cjs'],
    // Two formats, each with types of its own: a CommonJS consumer must not be handed ESM declarations.
    dts: {entry: entries},
    esbuildPlugins: [copiesOnUse],
  },
  {
    ...base,
    entry: {cli: 'src/cli/main.ts'},
    format: ['esm'],
    // The command imports the public entries only, so that it runs the very code that a user of the library runs.
    external: [/^tfjs-alexnet/, '#internal', /^@tensorflow\//, 'sharp'],
    dts: false,
  },
]);
