/**
 * Runs TensorFlow.js's own op tests, which `@tensorflow/tfjs-core` ships, on a backend as it comes and with the kernels
 * of this package, and compares: none may fail that passes without them.
 *
 *     node scripts/peer-suite.mjs [--backend wasm] [--variants stock,threads=1,threads=2] [--json FILE]
 *
 * The tests, tfjs-core and the backend must be one copy, hence a bundle for each backend: scripts/peer-suite/BACKEND.ts,
 * which names its variants and makes each. Every variant runs in a process of its own. Exit code 1: a regression.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {ROOT, ensureInstalled} from './prepare.mjs';

/** Variants by backend; the first is the backend as it comes. */
const VARIANTS = {
  wasm: ['stock', 'threads=1', 'threads=2'],
  tensorflow: ['stock', 'own'],
  webgpu: ['stock', 'own'],
};

ensureInstalled();
const {values: options} = parseArgs({
  options: {
    backend: {type: 'string', default: 'wasm'},
    variants: {type: 'string'},
    json: {type: 'string'},
  },
});
const {backend} = options;
if (!(backend in VARIANTS)) {
  console.error(`peer-suite: no backend "${backend}"; known: ${Object.keys(VARIANTS).join(', ')}`);
  process.exit(2);
}
const variants = options.variants?.split(',') ?? VARIANTS[backend];

// Within the project, so that packages that stay outside the bundle are found.
const folder = mkdtempSync(join(ROOT, 'node_modules/.peer-suite-'));
const results = {};
try {
  const bundle = join(folder, 'suite.cjs');
  await bundleSuite(backend, bundle);
  for (const variant of variants) {
    results[variant] = runSuite(bundle, variant);
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}

const [baseline] = variants;
const report = variants.map(variant => {
  const {passed, failed, seconds} = results[variant];
  const before = new Set(results[baseline].passed);
  const regressions = Object.entries(failed).filter(([name]) => before.has(name));
  const now = new Set(passed);
  const lost = results[baseline].passed.filter(name => !now.has(name) && !(name in failed));
  return {variant, passed: passed.length, failed: Object.keys(failed).length, regressions, lost, seconds};
});
if (options.json !== undefined) {
  writeFileSync(options.json, JSON.stringify({backend, report, results}, null, 1));
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
async function bundleSuite(name, outfile) {
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
function runSuite(bundle, variant) {
  const file = `${bundle}.json`;
  const started = Date.now();
  const {status, signal} = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/peer-suite/run.mjs'), bundle, file],
    {cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: {...process.env, PEER_SUITE_VARIANT: variant}},
  );
  if (status !== 0) {
    throw new Error(`peer-suite: the run of "${variant}" ended with ${signal ?? `exit code ${status}`}`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  return {...JSON.parse(readFileSync(file, 'utf8')), seconds};
}
