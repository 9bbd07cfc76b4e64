import {defineConfig} from 'vite';

// Isolated pages share memory between threads: training is as many times as fast.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Relative addresses: the built page works in any folder of any static host.
  base: './',
  server: {headers},
  preview: {headers},
  // The worker of the trainer loads its parts on use.
  worker: {format: 'es'},
});
