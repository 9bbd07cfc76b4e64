/**
 * Runs TensorFlow.js's own op tests, which `@tensorflow/tfjs-core` ships, on a backend as it comes and with the kernels
 * of this package, and compares: none may fail that passes without them.
 *
 *     npm run peer-suite -- [--backend wasm] [--variants stock,threads=1,threads=2] [--json FILE]
 *
 * The tests, tfjs-core and the backend must be one copy, hence a bundle for each backend: scripts/peer-suite/BACKEND.ts,
 * which names its variants and makes each. Every variant runs in a process of its own. Exit code 1: a regression.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {ROOT, RUN} from './project';

/** Variants by backend; the first is the backend as it comes. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  wasm: ['stock', 'threads=1', 'threads=2'],
  tensorflow: ['stock', 'own'],
  webgpu: ['stock', 'own'],
};

/** What one variant's run found. */
interface SuiteResult {
  /** Names of the tests that passed. */
  passed: string[];
  /** Messages of the tests that failed, by name. */
  failed: Record<string, string>;
  seconds: number;
}

/** What `--json` writes. */
export interface PeerReport {
  backend: string;
  report: {
    variant: string;
    passed: number;
    failed: number;
    /** Name and message of each test that passes on the backend as it comes and fails with this package. */
    regressions: [string, string][];
    /** Tests that pass on the backend as it comes and did not run with this package. */
    lost: string[];
    seconds: number;
  }[];
  results: Record<string, SuiteResult>;
}

const {values: options} = parseArgs({
  options: {
    backend: {type: 'string', default: 'wasm'},
    variants: {type: 'string'},
    json: {type: 'string'},
  },
});
const {backend} = options;
const known = VARIANTS[backend];
if (known === undefined) {
  console.error(`peer-suite: no backend "${backend}"; known: ${Object.keys(VARIANTS).join(', ')}`);
  process.exit(2);
}
const variants = options.variants?.split(',') ?? known;

// Within the project, so that packages that stay outside the bundle are found.
const folder = mkdtempSync(join(ROOT, 'node_modules/.peer-suite-'));
const results: Record<string, SuiteResult> = {};
try {
  const bundle = join(folder, 'suite.cjs');
  await bundleSuite(backend, bundle);
  for (const variant of variants) {
    results[variant] = runSuite(bundle, variant);
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}

const [baseline = ''] = variants;
const passedBefore = results[baseline]?.passed ?? [];
const report = Object.entries(results).map(([variant, {passed, failed, seconds}]) => {
  const before = new Set(passedBefore);
  const regressions = Object.entries(failed).filter(([name]) => before.has(name));
  const now = new Set(passed);
  const lost = passedBefore.filter(name => !now.has(name) && !(name in failed));
  return {variant, passed: passed.length, failed: Object.keys(failed).length, regressions, lost, seconds};
});
if (options.json !== undefined) {
  const written: PeerReport = {backend, report, results};
  writeFileSync(options.json, JSON.stringify(written, null, 1));
}
console.log(`\n${backend}: the op tests of @tensorflow/tfjs-core`);
for (const {variant, passed, failed, regressions, lost, seconds} of report) {
  console.log(
    `  ${variant.padEnd(12)} ${passed} passed, ${failed} failed, ${regressions.length + lost.length} of them passed on ${baseline} (${seconds} s)`,
  );
  for (const [name, message] of regressions) {
    console.log(`    fails now: ${name}\n      ${message}`);
  }
  for (const name of lost) {
    console.log(`    did not run: ${name}`);
  }
}
process.exitCode = report.some(({regressions, lost}) => regressions.length + lost.length > 0) ? 1 : 0;

/** The tests with the backend and the sources of this package. tfjs-core calls itself free of side effects: its tests are not. */
async function bundleSuite(name: string, outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `import './scripts/peer-suite/${name}'; import '@tensorflow/tfjs-core/dist/tests';`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    ignoreAnnotations: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@tensorflow/tfjs-node', 'webgpu'],
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
    outfile,
  });
}

/** One run: names of the tests that passed, messages of those that failed. */
function runSuite(bundle: string, variant: string): SuiteResult {
  const file = `${bundle}.json`;
  const started = Date.now();
  const {status, signal} = spawnSync(
    process.execPath,
    [RUN, join(ROOT, 'scripts/peer-suite/run-suite.ts'), bundle, file],
    {cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: {...process.env, PEER_SUITE_VARIANT: variant}},
  );
  if (status !== 0) {
    throw new Error(
      `peer-suite: the run of "${variant}" ended with ${signal ?? `exit code ${status ?? 'none'}`}`,
    );
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  return {...(JSON.parse(readFileSync(file, 'utf8')) as Omit<SuiteResult, 'seconds'>), seconds};
}
