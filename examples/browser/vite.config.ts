import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vite';
import {offlineFiles} from './src/build/offline-files';
import {ownWorker} from './src/build/own-worker';
import {predictorCode} from './src/build/predictor-code';

/** In the repository the package is its source; in a project of your own it comes from node_modules. */
const source = fileURLToPath(new URL('../../src/', import.meta.url));
const alias = existsSync(`${source}models/create-model.ts`)
  ? [
      {find: /^tfjs-alexnet$/, replacement: `${source}index.ts`},
      {find: /^tfjs-alexnet\/(presets|register|wasm|webgpu|worker)$/, replacement: `${source}$1.ts`},
    ]
  : [];

/** Memory can be shared between threads in pages that are served with these two; see src/offline/service-worker.ts for hosts that cannot. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses: the built page works in any folder of any static host.
  base: './',
  resolve: {alias},
  plugins: [ownWorker(), predictorCode(alias), offlineFiles()],
  worker: {format: 'es', plugins: () => [ownWorker()]},
  server: {headers},
  preview: {headers},
  build: {target: 'es2022', outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1500},
});
