import {fileURLToPath} from 'node:url';
import {defineConfig, type TestProjectConfiguration} from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Folders of test/, each a project of its name: `npm test -- --project unit`. */
const FOLDERS = ['unit', 'repo', 'golden', 'property', 'conformance', 'docs', 'package', 'browser', 'e2e'];

const projects: TestProjectConfiguration[] = [
  ...FOLDERS.map((name): TestProjectConfiguration => ({
    extends: true,
    test: {name, include: [`test/${name}/**/*.test.ts`]},
  })),
  {
    extends: true,
    test: {
      name: 'types',
      include: [],
      typecheck: {
        enabled: true,
        only: true,
        include: ['test/types/**/*.test-d.ts'],
        tsconfig: './test/types/tsconfig.json',
      },
    },
  },
];

export default defineConfig({
  resolve: {
    // Tests and examples import the package by its name; here that name is the source.
    alias: [
      {find: /^#internal$/, replacement: source('internal.ts')},
      {find: /^tfjs-alexnet$/, replacement: source('index.ts')},
      {find: /^tfjs-alexnet\/(node|presets|register|wasm|webgpu)$/, replacement: source('$1.ts')},
    ],
  },
  test: {
    projects,
    pool: 'forks',
    // Two cores: a third process only makes each of the others late.
    poolOptions: {forks: {minForks: 1, maxForks: 2}},
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
