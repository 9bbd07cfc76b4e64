import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vite';

/** In a project of your own the package comes from node_modules, and this alias goes. */
const source = fileURLToPath(new URL('../../src/', import.meta.url));
const alias = [
  {find: /^tfjs-alexnet$/, replacement: `${source}index.ts`},
  {find: /^tfjs-alexnet\/(presets|register|wasm|webgpu)$/, replacement: `${source}$1.ts`},
];

/** Memory can be shared between threads in pages that are served with these two; see public/isolate.js for hosts that cannot. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses: the built page works in any folder of any static host.
  base: './',
  resolve: {alias},
  worker: {format: 'es'},
  server: {headers},
  preview: {headers},
  build: {target: 'es2022', outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1500},
});
