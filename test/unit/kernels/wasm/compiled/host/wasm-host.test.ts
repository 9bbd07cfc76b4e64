import {execFileSync} from 'node:child_process';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {useWasm} from '../../../../../../src/backends/use-wasm';
import {
  floatBits,
  heapOf,
  type WasmHost,
  type WasmBackend,
} from '../../../../../../src/kernels/wasm/compiled/host/wasm-host';
import {wasmHost} from '../../../../../../src/kernels/wasm/compiled/register-compiled';
import {randomTensor, weightedSum} from '../../../../../support/against-cpu';
import {bitsOf} from '../../../../../support/bits';
import {expectAlexNetError} from '../../../../../support/matchers';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

const host = (): WasmHost => wasmHost()!;

beforeAll(async () => {
  await useCompiledKernels({winograd: true});
});

/** Values and gradients of everything that is cut into units. */
function everything(): string[] {
  return tf.tidy(() => {
    const x = randomTensor<tf.Rank.R4>([4, 19, 19, 32], 'x');
    const w = randomTensor<tf.Rank.R4>([3, 3, 32, 40], 'w');
    const dense = randomTensor<tf.Rank.R2>([9 * 9 * 40, 64], 'dense');
    const run = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor => {
      const conv = tf.relu(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'));
      const pooled = tf.maxPool(tf.localResponseNormalization(conv, 2, 2, 1e-2, 0.75), 3, 2, 'valid');
      return tf.matMul(tf.reshape(pooled, [4, -1]), c);
    };
    const gradients = tf.grads((a, b, c) => weightedSum(run(a, b, c), 1))([x, w, dense]);
    return [run(x, w, dense), ...gradients].map(tensor => bitsOf(tensor.dataSync() as Float32Array));
  });
}

describe('WasmHost', () => {
  it('has the same bits on 1, 2, 3 and 4 threads', async () => {
    const results: string[][] = [];
    for (const threads of [1, 2, 3, 4]) {
      await useWasm({threads});
      results.push(everything());
      // Again, when every thread has begun to serve.
      while (host().started < threads - 1) {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      expect(everything()).toEqual(results[0]);
    }
    expect(results.slice(1)).toEqual([results[0], results[0], results[0]]);
  });

  it('starts no thread before there is work for one', async () => {
    await useWasm({threads: 3});
    expect(host().started).toBe(0);
    everything();
    for (let i = 0; i < 400 && host().started < 2; i++) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    expect(host().started).toBe(2);
  });

  it('works on after the heap grew', () => {
    const before = everything();
    const bytes = host().memory.buffer.byteLength;
    const large = tf.zeros([Math.ceil(bytes / 4 / 2)]);
    const more = tf.zeros([Math.ceil(bytes / 4 / 2)]);
    expect(host().memory.buffer.byteLength).toBeGreaterThan(bytes);
    expect(everything()).toEqual(before);
    tf.dispose([large, more]);
  });

  it('does not let its own memory grow with every step', () => {
    everything();
    const bytes = host().memory.buffer.byteLength;
    for (let i = 0; i < 20; i++) {
      everything();
    }
    expect(host().memory.buffer.byteLength).toBe(bytes);
  });

  it('says when the heap is exhausted, where tfjs would write to address 0', async () => {
    const before = everything();
    for (const floats of [1 << 30, 600_000_000]) {
      await expectAlexNetError(
        () => host().output([floats]),
        'unsupported',
        'exhausted',
        `[${floats}]`,
        'smaller batch',
      );
    }
    // Each fits, and two do; nothing is written to them, so nothing is taken from the machine.
    const held = [1, 2].map(() => tf.engine().makeTensorFromTensorInfo(host().output([450_000_000])));
    await expectAlexNetError(() => host().output([450_000_000]), 'unsupported', 'exhausted');
    tf.dispose(held);
    await expectAlexNetError(() => host().arena('huge', 1 << 30), 'unsupported', 'bytes more');
    expect(everything()).toEqual(before);
  });

  it('keeps no process alive', () => {
    const code = `
      import {build} from 'esbuild';
      import {pathToFileURL} from 'node:url';
      const out = process.argv[1];
      await build({
        stdin: {contents: "import * as tf from '@tensorflow/tfjs-core'; import {useWasm} from './src/backends/use-wasm'; useWasm({threads: 3}).then(() => { tf.matMul(tf.ones([500, 500]), tf.ones([500, 500])); console.log('done'); });", resolveDir: process.cwd(), loader: 'ts'},
        bundle: true, platform: 'node', format: 'esm', outfile: out, external: ['@tensorflow/*'], logLevel: 'error',
      });
      await import(pathToFileURL(out).href);`;
    const out = `${process.cwd()}/node_modules/.cache/wasm-host-test-${process.pid}.mjs`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code, out], {
      timeout: 30_000,
      encoding: 'utf8',
    });
    expect(said).toContain('done');
  });
});

describe('floatBits', () => {
  it('is the float in the bits of an integer', () => {
    expect(floatBits(1)).toBe(0x3f800000);
    expect(floatBits(-2)).toBe(-0x40000000);
  });
});

describe('heapOf', () => {
  it('says that a backend has none that it knows', async () => {
    await expectAlexNetError(
      () => heapOf({wasm: {}} as unknown as WasmBackend),
      'unsupported',
      'neither wasm.asm.memory',
      'tfjs-backend-wasm@4',
    );
  });
});
