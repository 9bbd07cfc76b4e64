import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {
  isCompiledActivation,
  runProduct,
  sumParts,
} from '../../../../../../src/kernels/wasm/compiled/product/product';
import {wasmHost} from '../../../../../../src/kernels/wasm/compiled/register-compiled';
import {expectClose} from '../../../../../support/matchers';
import {randomTensor} from '../../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('runProduct', () => {
  it('has the same result if a deep sum is split', () => {
    const host = wasmHost()!;
    const [rows, depth, columns] = [6, 9000, 5];
    const a = randomTensor<tf.Rank.R2>([rows, depth], 'a');
    const b = randomTensor<tf.Rank.R2>([depth, columns], 'b');
    const made = [undefined, rows * columns].map(cSize => {
      const c = host.output([rows, columns]);
      runProduct(host, {
        ...{rows, columns, depth, aRow: depth, bRow: columns, bColumn: 1, cRow: columns},
        ...{a: host.address(a), b: host.address(b), c: host.address(c)},
        ...(cSize === undefined ? {} : {cSize}),
      });
      return host.backend.readSync(c.dataId) as Float32Array;
    });
    const [av, bv] = [a.dataSync(), b.dataSync()];
    const expected = Array.from({length: rows * columns}, (_, i) => {
      const [r, q] = [Math.floor(i / columns), i % columns];
      return Array.from({length: depth}, (__, k) => av[r * depth + k]! * bv[k * columns + q]!).reduce(
        (s, v) => s + v,
      );
    });
    expectClose(made[0]!, expected, 1e-5);
    expectClose(made[1]!, expected, 1e-5);
    expect(made[1]).not.toEqual(made[0]);
  });
});

describe('sumParts', () => {
  it('sums rows in their order', () => {
    const host = wasmHost()!;
    const parts = tf.tensor2d([
      [1, 2, 3, 4, 5],
      [10, 20, 30, 40, 50],
    ]);
    const y = host.output([5]);
    sumParts(host, {count: 5, parts: 2, part: host.address(parts), y: host.address(y)});
    expect(Array.from(host.backend.readSync(y.dataId) as Float32Array)).toEqual([11, 22, 33, 44, 55]);
  });
});

describe('isCompiledActivation', () => {
  it('knows those that end a product in the same pass', () => {
    expect(['linear', 'relu', 'relu6', 'elu'].map(isCompiledActivation)).toEqual([true, true, true, false]);
  });
});
