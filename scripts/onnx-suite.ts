/**
 * `npm run onnx-suite -- [--python PYTHON] [--no-light] [--json FILE]`: runs ONNX's own tests, which pip's `onnx` package
 * brings, on `networkFromOnnx`: every one on images or rows of numbers (scripts/onnx-suite/collect.py says which). The
 * Python needs the packages onnx and onnxruntime. Exit code 1: a wrong result, a crash, or too few right ones.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import type {OnnxSuiteVerdict} from './onnx-suite/run-suite';
import {ROOT} from './project';

/** Operators of AlexNet's era: of the cases that use no others, this fraction has to pass. */
const ERA =
  /^(Conv|ConvTranspose|MaxPool|AveragePool|LpPool|Global\w+Pool|LRN|BatchNormalization|Gemm|MatMul|Relu|Sigmoid|Tanh|LeakyRelu|PRelu|Elu|Selu|Clip|Softplus|Softsign|HardSigmoid|ThresholdedRelu|Softmax|LogSoftmax|Concat|Add|Sub|Mul|Div|Sum|Max|Min|Mean|Pow|Neg|Abs|Sqrt|Exp|Log|Reciprocal|Pad|Reshape|Flatten|Transpose|Squeeze|Unsqueeze|Identity|Dropout|Reduce\w+|Slice|Split|Resize|Upsample)$/;
const ENOUGH = 0.95;

const {values: options} = parseArgs({
  options: {
    python: {type: 'string', default: process.env.ALEXNET_PYTHON ?? 'python3'},
    'no-light': {type: 'boolean', default: false},
    cases: {type: 'string'},
    json: {type: 'string'},
  },
});

// Within the project, so that packages that stay outside the bundle are found.
const folder = mkdtempSync(join(ROOT, 'node_modules/.onnx-suite-'));
try {
  const cases = options.cases ?? join(folder, 'cases');
  if (options.cases === undefined) {
    const flags = options['no-light'] ? ['--no-light'] : [];
    run(options.python, [join(ROOT, 'scripts/onnx-suite/collect.py'), cases, ...flags], 'inherit');
  }
  const bundle = join(folder, 'suite.mjs');
  await build({
    entryPoints: [join(ROOT, 'scripts/onnx-suite/run-suite.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@tensorflow/*'],
    logLevel: 'error',
  });
  const lines = run(process.execPath, ['--max-old-space-size=12000', bundle, cases], 'pipe')
    .trim()
    .split('\n');
  const verdicts = lines.map(line => JSON.parse(line) as OnnxSuiteVerdict);
  if (options.json !== undefined) {
    writeFileSync(options.json, JSON.stringify(verdicts, null, 1));
  }
  const {onnx} = JSON.parse(readFileSync(join(cases, 'cases.json'), 'utf8')) as {onnx: string};
  process.exitCode = report(verdicts, onnx) ? 0 : 1;
} finally {
  rmSync(folder, {recursive: true, force: true});
}

function run(command: string, args: readonly string[], stdout: 'inherit' | 'pipe'): string {
  const result = spawnSync(command, args, {
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    cwd: ROOT,
  });
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args[0] ?? ''} ended with ${result.status ?? result.signal ?? result.error?.message ?? ''}`,
    );
  }
  return stdout === 'pipe' ? result.stdout : '';
}

/** Prints the counts and every case that is not right; returns whether all is well. */
function report(verdicts: readonly OnnxSuiteVerdict[], version: string): boolean {
  const count = (list: readonly OnnxSuiteVerdict[], verdict: OnnxSuiteVerdict['verdict']): number =>
    list.filter(entry => entry.verdict === verdict).length;
  const line = (title: string, list: readonly OnnxSuiteVerdict[]): void => {
    const counts = (['right', 'refused', 'wrong', 'crashed'] as const).map(
      verdict => `${count(list, verdict)} ${verdict}`,
    );
    console.log(`  ${title.padEnd(20)} ${list.length} cases: ${counts.join(', ')}`);
  };
  const single = verdicts.filter(({joinsImages}) => !joinsImages);
  const era = single.filter(({operators}) => operators.every(operator => ERA.test(operator)));
  console.log(`\nonnx ${version}: its own tests on images and rows of numbers`);
  for (const group of new Set(verdicts.map(entry => entry.group))) {
    line(
      group,
      verdicts.filter(entry => entry.group === group),
    );
  }
  line(
    'joining images',
    verdicts.filter(({joinsImages}) => joinsImages),
  );
  line('operators of the era', era);
  for (const {verdict, group, name, detail} of verdicts.filter(entry => entry.verdict !== 'right')) {
    const reason = detail.split('\n').find(text => text.includes('received:')) ?? detail.split('\n')[0] ?? '';
    console.log(`    ${verdict}: ${group} ${name}: ${reason.trim()}`);
  }
  return (
    count(verdicts, 'wrong') + count(verdicts, 'crashed') === 0 && count(era, 'right') >= ENOUGH * era.length
  );
}
