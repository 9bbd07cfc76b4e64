/**
 * Writes FEATURES.md: the support of each op on each backend, from a run of the conformance suite, and the number of
 * TensorFlow.js's own op tests that pass, from runs of the peer suite that are saved in test/conformance/peer-counts.json.
 *
 *     npm run features                      the suite on every backend
 *     npm run features -- --engines         the suite in Firefox and WebKitGTK alone, for the table of engines
 *     npm run features -- --peer wasm       the peer suite on one more backend, then the same
 */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {engineTable, readEngineRows} from '../test/conformance/engine-rows';
import type {PeerReport} from './peer-suite';
import {ROOT, RUN, VITEST} from './project';

const BACKENDS = ['cpu', 'wasm', 'tensorflow', 'webgpu (Node)', 'webgpu (Chromium)', 'webgl (Chromium)'];
const COUNTS = join(ROOT, 'test/conformance/peer-counts.json');
const FEATURES = join(ROOT, 'FEATURES.md');
const ENGINES = join(ROOT, 'test/conformance/engine-rows.json');
/** Losses of the cpu backend, which the suite writes anew. */
const REFERENCE = join(ROOT, 'test/conformance/reference.json');

/** What each op does on one backend, by the op's name. */
type Column = Record<string, string>;

/** Counts of one run of the peer suite, as FEATURES.md shows them. */
interface PeerCounts {
  variant: string;
  passed: number;
  failed: number;
  regressions: number;
}

const {values: options} = parseArgs({
  options: {peer: {type: 'string', multiple: true, default: []}, engines: {type: 'boolean', default: false}},
});
const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-features-'));
try {
  for (const backend of options.peer) {
    countPeerTests(backend);
  }
  if (options.engines) {
    runEngines();
  } else {
    runAll();
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}

/** Firefox and WebKitGTK alone: the other columns stay. */
function runEngines(): void {
  run([VITEST, 'run', 'test/conformance/in-firefox', 'test/conformance/in-webkit'], {
    ALEXNET_FEATURES_TARGET: folder,
  });
  const text = readFileSync(FEATURES, 'utf8');
  writeFileSync(FEATURES, text.replace(/## Engines of browsers\n.*?(?=## )/s, enginesSection()));
  format();
}

function runAll(): void {
  run([VITEST, 'run', 'test/conformance'], {ALEXNET_FEATURES_TARGET: folder});
  const fileOf = (backend: string): string => join(folder, `${backend}.json`);
  const missing = BACKENDS.filter(backend => !existsSync(fileOf(backend)));
  if (missing.length > 0) {
    throw new Error(`no results for ${missing.join(', ')}; set them up, then run this again`);
  }
  const columns = BACKENDS.map(backend => JSON.parse(readFileSync(fileOf(backend), 'utf8')) as Column);
  writeFileSync(FEATURES, page(columns));
  format();
}

function format(): void {
  run([
    join(ROOT, 'node_modules/prettier/bin/prettier.cjs'),
    '--write',
    'FEATURES.md',
    COUNTS,
    REFERENCE,
    ENGINES,
  ]);
}

function run(args: readonly string[], env: Record<string, string> = {}): void {
  const {status} = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: {...process.env, ...env},
  });
  if (status !== 0) {
    throw new Error(`${args.join(' ')} ended with exit code ${status ?? 'none'}`);
  }
}

function readCounts(): Record<string, PeerCounts[]> {
  return existsSync(COUNTS) ? (JSON.parse(readFileSync(COUNTS, 'utf8')) as Record<string, PeerCounts[]>) : {};
}

/** Runs the peer suite on a backend and saves its counts. */
function countPeerTests(backend: string): void {
  const file = join(folder, 'peer.json');
  run([RUN, join(ROOT, 'scripts/peer-suite.ts'), '--backend', backend, '--json', file]);
  const {report} = JSON.parse(readFileSync(file, 'utf8')) as PeerReport;
  const counts: PeerCounts[] = report.map(({variant, passed, failed, regressions, lost}) => ({
    variant,
    passed,
    failed,
    regressions: regressions.length + lost.length,
  }));
  writeFileSync(COUNTS, JSON.stringify({...readCounts(), [backend]: counts}, null, 2));
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

function enginesSection(): string {
  return `## Engines of browsers

The columns above ran in V8, the engine of Node and Chromium. The same suite in Firefox and WebKitGTK, with and without
cross-origin isolation: each case within the same bound (1e-5 of the largest value where the case names no other). WebGL and
WebGPU were computed in software (Mesa, SwiftShader). WebKitGTK has shared memory only with the switch
\`JSC_useSharedArrayBuffer=1\` ([WebKit bug 317847](https://bugs.webkit.org/show_bug.cgi?id=317847)): without it, one
thread, and \`oneThreadBecause\` says so. It has no relaxed SIMD: the plain kernels compute.

${engineTable(readEngineRows())}

`;
}

function page(columns: readonly Column[]): string {
  const ops = Object.keys(columns[0] ?? {});
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

Written by \`npm run features\` from the results of \`test/conformance\`; do not edit.

Every "yes" is a test of values and gradients against the op's definition in float64 (naive loops and finite differences),
within 1e-5 of the largest value, without leaked tensors. \`test/golden\` compares the definitions with PyTorch's values.
"**no**" is a fault of TensorFlow.js itself: see [backends](docs/backends.md#faults-of-tensorflowjs). "Own kernels": the op uses kernels of this package; otherwise it is composed of TensorFlow.js kernels.

${table(
  ['op', ...BACKENDS],
  ops.map(op => [op, ...columns.map(column => column[op] ?? '')]),
)}

On each of these backends, \`alexnet-mini\` also starts from bit-identical weights, its loss over 20 steps stays within 1e-3 of the loss
on cpu, a saved model predicts the same after it is loaded, and 60 steps leak no tensors, buffers or memory.

${enginesSection()}## Limits

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
