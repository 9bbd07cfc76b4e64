/**
 * Writes FEATURES.md: the support of each op on each backend, from a run of the conformance suite, and the number of
 * TensorFlow.js's own op tests that pass, from runs of the peer suite that are saved in test/conformance/peer-counts.json.
 *
 *     node scripts/make-features.mjs                  the suite on every backend
 *     node scripts/make-features.mjs --peer wasm      the peer suite on one more backend, then the same
 */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {ROOT, ensureInstalled} from './prepare.mjs';

const BACKENDS = ['cpu', 'wasm', 'tensorflow', 'webgpu (Node)', 'webgpu (Chromium)', 'webgl (Chromium)'];
const COUNTS = join(ROOT, 'test/conformance/peer-counts.json');

ensureInstalled();
const {values: options} = parseArgs({options: {peer: {type: 'string', multiple: true, default: []}}});
const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-features-'));
try {
  for (const backend of options.peer) {
    countPeerTests(backend);
  }
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  run([vitest, 'run', 'test/conformance'], {ALEXNET_FEATURES_TARGET: folder});
  const columns = BACKENDS.map(name => [name, join(folder, `${name}.json`)]);
  const missing = columns.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length > 0) {
    console.error(`make-features: no results for ${missing.join(', ')}; set them up, then run this again.`);
    process.exit(1);
  }
  const cells = Object.fromEntries(
    columns.map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))]),
  );
  writeFileSync(join(ROOT, 'FEATURES.md'), page(cells));
  run([join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--write', 'FEATURES.md', COUNTS]);
} finally {
  rmSync(folder, {recursive: true, force: true});
}

function run(args, env = {}) {
  const {status} = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: {...process.env, ...env},
  });
  if (status !== 0) {
    throw new Error(`${args[0]} ended with exit code ${status}`);
  }
}

function readCounts() {
  return existsSync(COUNTS) ? JSON.parse(readFileSync(COUNTS, 'utf8')) : {};
}

/** Runs the peer suite on a backend and saves its counts. */
function countPeerTests(backend) {
  const file = join(folder, 'peer.json');
  run([join(ROOT, 'scripts/peer-suite.mjs'), '--backend', backend, '--json', file]);
  const {report} = JSON.parse(readFileSync(file, 'utf8'));
  const counts = report.map(({variant, passed, failed, regressions, lost}) => ({
    variant,
    passed,
    failed,
    regressions: regressions.length + lost.length,
  }));
  writeFileSync(COUNTS, JSON.stringify({...readCounts(), [backend]: counts}, null, 2));
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

function page(cells) {
  const ops = Object.keys(cells[BACKENDS[0]]);
  const peers = Object.entries(readCounts()).flatMap(([backend, counts]) =>
    counts.map(({variant, passed, failed, regressions}) => [
      backend,
      variant === 'stock' ? 'stock' : `with this package (${variant})`,
      passed,
      failed,
      variant === 'stock' ? '' : regressions,
    ]),
  );
  return `# Features

Written by \`node scripts/make-features.mjs\` from the results of \`test/conformance\`; do not edit.

Every "yes" is a test of values and gradients against the cpu backend, within 1e-5 of the largest value, without leaked
tensors. "Own kernels": the op uses kernels of this package; otherwise it is composed of TensorFlow.js kernels.

${table(
  ['op', ...BACKENDS],
  ops.map(op => [op, ...BACKENDS.map(name => cells[name][op])]),
)}

On each of these backends, \`alexnet-mini\` also starts from bit-identical weights, its loss over 20 steps stays within 1e-3 of the loss
on cpu, a saved model predicts the same after it is loaded, and 200 steps leak no tensors, buffers or memory.

## Limits

- **cpu**: plain JavaScript, one thread: for tests and small networks.
- **wasm**: at most 2 GiB per tensor and 4 GiB in total. Several threads need shared memory: in a web page, the headers
  for cross-origin isolation.
- **tensorflow**: Node only; \`npx alexnet setup tfjs-node\` installs it.
- **webgpu**: in Node, values can only be read with \`await tensor.data()\`, and WebGPU comes from the package \`webgpu\`. LRN with a
  radius above 8, activations other than ReLU and other dtypes use the stock kernels. Measured on a software adapter only.
- **webgl**: browsers only; stock kernels only, so grouped convolution is split and concatenated, and the momentum
  update creates new tensors. Training is not tested on devices with 16-bit floats (\`WEBGL_RENDER_FLOAT32_ENABLED\` is false).

## TensorFlow.js's own op tests

\`npm run peer-suite -- --backend NAME\` runs the op tests that tfjs-core ships for its backends. "Lost" are tests that pass on the
stock backend and fail with this package.

${table(['backend', 'kernels', 'passed', 'failed', 'lost'], peers)}
`;
}
