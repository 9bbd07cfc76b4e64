import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it, vi} from 'vitest';
import {randomTensor} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';
import {WasmHost} from '../../../../../src/kernels/wasm/compiled/host/wasm-host';

beforeAll(async () => {
  await useCompiledKernels();
});

/** Where each element of parts beside each other comes from, one by one. */
function naiveConcat(parts: readonly tf.Tensor[], axis: number): number[] {
  const outer = parts[0]!.shape.slice(0, axis).reduce((product, length) => product * length, 1);
  const values = parts.map(part => Array.from(part.dataSync()));
  const rows = Array.from({length: outer}, (_, row) =>
    values.flatMap(all => all.slice((row * all.length) / outer, ((row + 1) * all.length) / outer)),
  );
  return rows.flat();
}

const drawn = fc
  .record({
    shape: fc.array(fc.integer({min: 1, max: 9}), {minLength: 1, maxLength: 4}),
    sizes: fc.array(fc.integer({min: 1, max: 70}), {minLength: 1, maxLength: 4}),
    axis: fc.nat(),
  })
  .map(({shape, sizes, axis}) => ({shape, sizes, axis: axis % shape.length}));

describe('the compiled kernels of concat and split', () => {
  it('put tensors beside each other along any axis, and take them apart again, bit by bit', () => {
    const run = vi.spyOn(WasmHost.prototype, 'run');
    fc.assert(
      fc.property(drawn, ({shape, sizes, axis}) => {
        tf.tidy(() => {
          const parts = sizes.map((size, k) =>
            randomTensor(
              shape.map((length, i) => (i === axis ? size : length)),
              `part ${k}`,
            ),
          );
          const whole = tf.concat(parts, axis);
          expect(Array.from(whole.dataSync())).toEqual(naiveConcat(parts, axis));
          const again = tf.split(whole, sizes, axis - shape.length);
          expect(again.map(part => part.shape)).toEqual(parts.map(part => part.shape));
          expect(again.map(part => Array.from(part.dataSync()))).toEqual(
            parts.map(part => Array.from(part.dataSync())),
          );
        });
      }),
      {seed: 71, numRuns: 40},
    );
    expect(run.mock.calls.filter(([kernel]) => kernel === 'copy_rows').length).toBeGreaterThan(80);
    run.mockRestore();
  });

  it('lead the gradient of a concat back to its parts', () => {
    tf.tidy(() => {
      const [a, b] = [randomTensor([2, 3, 3, 5], 'a'), randomTensor([2, 3, 3, 8], 'b')] as const;
      const dy = randomTensor([2, 3, 3, 13], 'dy');
      const [da, db] = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.concat([x, y], 3))([a, b], dy);
      expect(Array.from(tf.concat([da!, db!], 3).dataSync())).toEqual(Array.from(dy.dataSync()));
    });
  });

  it('leave empty parts and integers to the kernels that were registered before', () => {
    tf.tidy(() => {
      const numbers = tf.concat([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3], 'int32')]);
      expect([numbers.dtype, Array.from(numbers.dataSync())]).toEqual(['int32', [1, 2, 3]]);
      const some = tf.concat([tf.zeros([2, 0]), tf.ones([2, 3])], 1);
      expect([some.shape, Array.from(some.dataSync())]).toEqual([
        [2, 3],
        [1, 1, 1, 1, 1, 1],
      ]);
      expect(tf.concat([tf.zeros([0, 3]), tf.zeros([0, 3])]).shape).toEqual([0, 3]);
      expect(tf.split(tf.ones([2, 3]), [0, 3], 1).map(({shape}) => shape)).toEqual([
        [2, 0],
        [2, 3],
      ]);
      expect(() => tf.concat([tf.ones([2, 3]), tf.ones([3, 3])], 1)).toThrow(/shape/);
    });
  });
});
