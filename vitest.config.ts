import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {defineConfig, type TestProjectConfiguration} from 'vitest/config';
import {ISOLATED, SHARED} from './test/projects';
import {LongestFirst} from './test/support/longest-first';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Unit tests with the word `@isolated` in them, and the reason: each gets a process of its own. */
const isolated = readdirSync('test/unit', {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.test.ts'))
  .map(name => `test/unit/${name.replaceAll('\\', '/')}`)
  .filter(path => readFileSync(path, 'utf8').includes('@isolated'));

const TYPES: TestProjectConfiguration = {
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
};

/** A project whose files share their processes; scripts/test.ts runs it with `--no-isolate`. */
const shared = (name: string): TestProjectConfiguration => ({
  extends: true,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: isolated,
    setupFiles: ['./test/support/shared-process.ts'],
    runner: './test/support/test-runner.ts',
  },
});

const projects: TestProjectConfiguration[] = [
  ...SHARED.map(shared),
  {extends: true, test: {name: 'unit-isolated', include: isolated}},
  ...ISOLATED.map((name): TestProjectConfiguration => ({
    extends: true,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      ...(name === 'browser' ? {globalSetup: './test/support/page-folder.ts'} : {}),
    },
  })),
  // Another run of the compiler; .ci/run has checked these files with all others.
  ...(process.env.ALEXNET_TYPES_CHECKED === undefined ? [TYPES] : []),
];

export default defineConfig({
  resolve: {
    // Tests and examples import the package by its name; here that name is the source.
    alias: [
      {find: /^#internal$/, replacement: source('internal.ts')},
      {find: /^tfjs-alexnet$/, replacement: source('index.ts')},
      {find: /^tfjs-alexnet\/(node|presets|register|wasm|webgpu|worker)$/, replacement: source('$1.ts')},
    ],
  },
  test: {
    projects,
    sequence: {sequencer: LongestFirst},
    pool: 'forks',
    // Two cores: a third process only makes each of the others late.
    poolOptions: {forks: {minForks: 1, maxForks: 2}},
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
