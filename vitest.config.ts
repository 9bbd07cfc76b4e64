import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {defineConfig, type TestProjectConfiguration} from 'vitest/config';
import {isolatedPart, ISOLATED, SHARED, type TestFolder} from './test/projects';
import {LongestFirst} from './test/support/longest-first';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Files that share no process; see {@link SHARED}. */
const marked = readdirSync('test', {recursive: true, encoding: 'utf8'})
  .map(name => `test/${name.replaceAll('\\', '/')}`)
  .filter(path => path.endsWith('.test.ts') && readFileSync(path, 'utf8').includes('@isolated'));

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

/** A project whose files share their processes, and one for those that do not. */
const shared = ([name, {folder, without}]: [string, TestFolder]): TestProjectConfiguration[] => {
  const own = marked.filter(
    path => path.startsWith(`${folder}/`) && (without === undefined || !path.startsWith(`${without}/`)),
  );
  return [
    {
      extends: true,
      test: {
        name,
        include: [`${folder}/**/*.test.ts`],
        exclude: [...own, ...(without === undefined ? [] : [`${without}/**`])],
        setupFiles: ['./test/support/shared-process.ts'],
        runner: './test/support/test-runner.ts',
      },
    },
    {extends: true, test: {name: isolatedPart(name), include: own}},
  ];
};

const projects: TestProjectConfiguration[] = [
  ...Object.entries(SHARED).flatMap(shared),
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
    setupFiles: ['./test/support/fast-equality.ts'],
    sequence: {sequencer: LongestFirst},
    pool: 'forks',
    // Two cores: a third process only makes each of the others late.
    poolOptions: {forks: {minForks: 1, maxForks: 2}},
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest's own limit of a second is a test of the machine.
    expect: {poll: {timeout: 30_000}},
  },
});
