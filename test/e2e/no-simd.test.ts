/** An engine without SIMD, like V8 on a processor without SSE 4.1: slower, which is reported, and as exact. */
import {execFileSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {resolve} from 'node:path';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const FILE = resolve(import.meta.dirname, `../../node_modules/.cache/no-simd-${process.pid}.mjs`);
const PROGRAM = `
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-backend-cpu';
  import {createAlexNet, MomentumSGD} from './src/index';
  import {chooseBackend} from './src/node';

  const lines = [];
  const trainOn = async prefer => {
    const report = await chooseBackend({prefer, log: line => lines.push(line)});
    const model = createAlexNet({preset: 'lenet5', classes: 3, seed: 1});
    model.compile({optimizer: new MomentumSGD({learningRate: 0.01}), loss: 'categoricalCrossentropy'});
    const x = tf.tensor(Float32Array.from({length: 2 * model.inputs[0].shape.slice(1).reduce((a, b) => a * b)}, (_, i) => Math.sin(i)), [2, ...model.inputs[0].shape.slice(1)]);
    const y = tf.oneHot(tf.tensor1d([0, 2], 'int32'), 3);
    const {history} = await model.fit(x, y, {epochs: 3, batchSize: 2, shuffle: false, verbose: 0});
    return {report, losses: history.loss};
  };
  const [wasm, cpu] = [await trainOn('wasm'), await trainOn('cpu')];
  console.log(JSON.stringify({wasm, cpu, lines}));`;

interface Trained {
  report: {backend: string; simd?: boolean; kernels?: string};
  losses: number[];
}

// The flag is one of V8 on x64.
describe.skipIf(process.arch !== 'x64')('without SIMD', () => {
  beforeAll(async () => {
    const resolveDir = resolve(import.meta.dirname, '../..');
    await build({
      ...{stdin: {contents: PROGRAM, resolveDir, loader: 'js'}, outfile: FILE, bundle: true},
      ...{platform: 'node', format: 'esm', packages: 'external', logLevel: 'error'},
    });
  });
  afterAll(() => {
    rmSync(FILE, {force: true});
  });

  it('trains as on cpu with the kernels of TensorFlow.js, and says that it is slow', () => {
    const said = execFileSync(process.execPath, ['--no-enable-sse4-1', FILE], {
      ...{encoding: 'utf8', timeout: 60_000, stdio: 'pipe'},
    });
    const {wasm, cpu, lines} = JSON.parse(said) as {wasm: Trained; cpu: Trained; lines: string[]};
    expect(wasm.report).toMatchObject({backend: 'wasm', simd: false, kernels: 'none', threads: 1});
    expect(lines).toEqual([expect.stringMatching(/wasm backend is many times slower here: .*SIMD/)]);
    expect(wasm.losses).toHaveLength(3);
    wasm.losses.forEach((loss, i) => {
      expect(Math.abs(loss / cpu.losses[i]! - 1)).toBeLessThan(1e-5);
    });
  });
});
