import * as tf from '@tensorflow/tfjs-core';
import {beforeEach, describe, expect, it} from 'vitest';
import {deferred, recipeOf} from '../../../../../../src/kernels/wasm/compiled/host/deferred';
import type {WasmHost} from '../../../../../../src/kernels/wasm/compiled/host/wasm-host';
import {wasmHost} from '../../../../../../src/kernels/wasm/compiled/register-compiled';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeEach(async () => {
  await useCompiledKernels();
});

/** Three values, the double of another tensor's, put off; counts how often they are computed. */
function doubleLater(x: tf.Tensor): {y: tf.Tensor; computed: () => number} {
  const host = wasmHost() as WasmHost;
  let count = 0;
  const info = deferred(host, [3], {
    inputs: [x],
    compute: address => {
      count++;
      const from = host.address(x) / 4;
      const values = new Float32Array(host.memory.buffer);
      for (let i = 0; i < 3; i++) {
        values[address / 4 + i] = 2 * values[from + i]!;
      }
    },
    recipe: 'double',
  });
  return {y: tf.engine().makeTensorFromTensorInfo(info), computed: () => count};
}

describe('deferred', () => {
  it('computes once, when the values are read', async () => {
    const {y, computed} = doubleLater(tf.tensor1d([1, 2, 3]));
    expect([computed(), recipeOf(y)]).toEqual([0, 'double']);
    expect(await y.data()).toEqual(Float32Array.of(2, 4, 6));
    expect(await y.data()).toEqual(Float32Array.of(2, 4, 6));
    expect([computed(), recipeOf(y)]).toEqual([1, undefined]);
  });

  it('computes for the kernels of tfjs-wasm, those that look at the heap from TypeScript too', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    expect(await tf.exp(doubleLater(x).y).data()).toEqual(await tf.exp(tf.tensor1d([2, 4, 6])).data());
    expect(await tf.slice(doubleLater(x).y, 1, 2).data()).toEqual(Float32Array.of(4, 6));
    expect(await tf.concat([doubleLater(x).y, x]).data()).toEqual(Float32Array.of(2, 4, 6, 1, 2, 3));
    expect(await tf.tile(doubleLater(x).y, [2]).data()).toEqual(Float32Array.of(2, 4, 6, 2, 4, 6));
  });

  it('computes nothing for a tensor that is disposed, and lets go of what it would have read', () => {
    const {numTensors, numDataBuffers} = tf.memory();
    const x = tf.tensor1d([1, 2, 3]);
    const {y, computed} = doubleLater(x);
    const again = tf.clone(y);
    tf.dispose([x, y]);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers + 2);
    again.dispose();
    expect(computed()).toBe(0);
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers});
  });

  it('keeps what it reads after its owner disposed it', async () => {
    const {numDataBuffers} = tf.memory();
    const x = tf.tensor1d([1, 2, 3]);
    const {y} = doubleLater(x);
    x.dispose();
    tf.dispose(tf.ones([3]));
    expect(await y.data()).toEqual(Float32Array.of(2, 4, 6));
    y.dispose();
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  });

  it('computes what is open before the kernels change', async () => {
    const {y, computed} = doubleLater(tf.tensor1d([1, 2, 3]));
    await useCompiledKernels({threads: 1});
    expect(computed()).toBe(1);
    expect(await y.data()).toEqual(Float32Array.of(2, 4, 6));
  });
});
