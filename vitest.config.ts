import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests and examples import the package by its name; here that name is the source.
    alias: [
      {find: /^tfjs-alexnet$/, replacement: source('index.ts')},
      {find: /^tfjs-alexnet\/(node|presets|register|wasm|webgpu)$/, replacement: source('$1.ts')},
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Two cores: a third process only makes each of the others late.
    poolOptions: {forks: {minForks: 1, maxForks: 2}},
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: {enabled: true, include: ['test/types/**/*.test-d.ts'], tsconfig: './tsconfig.json'},
  },
});
