import {defineConfig, type Options} from 'tsup';

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
  noExternal: ['pbf', 'crc-32', 'fflate', '@petamoriken/float16'],
};

export default defineConfig([
  {
    ...base,
    entry: {
      index: 'src/index.ts',
      presets: 'src/presets.ts',
      register: 'src/register.ts',
      wasm: 'src/wasm.ts',
      webgpu: 'src/webgpu.ts',
      node: 'src/node.ts',
    },
    format: ['esm', 'cjs'],
    // Two formats, each with types of its own: a CommonJS consumer must not be handed ESM declarations.
    dts: true,
  },
  {
    ...base,
    entry: {cli: 'src/cli/main.ts'},
    format: ['esm'],
    // The command imports the public entries only, so that it runs the very code that a user of the library runs.
    external: [/^tfjs-alexnet/, /^@tensorflow\//, 'sharp'],
    dts: false,
  },
]);
