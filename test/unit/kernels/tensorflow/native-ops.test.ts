import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, beforeEach, expect, it} from 'vitest';
import type {NativeOps} from '../../../../src/kernels/tensorflow/native-ops';
import {describeOnTensorFlow, nativeCount, tensorFlowOps} from '../../../support/tensorflow';

describeOnTensorFlow('NativeOps', () => {
  let ops: NativeOps;
  let before: number;
  beforeAll(async () => {
    ops = await tensorFlowOps();
  });
  beforeEach(() => {
    before = nativeCount();
  });

  it('frees at the end of a scope what was not handed out, and what an inner scope made at the end of that', () => {
    const kept = ops.scope(() => {
      const x = ops.floats(Float32Array.of(1, -2), [2]);
      ops.scope(() => {
        ops.map('Square', x);
        expect(nativeCount()).toBe(before + 2);
      });
      expect(nativeCount()).toBe(before + 1);
      return ops.toTensor(ops.map('Square', x));
    });
    expect(nativeCount()).toBe(before + 1);
    expect([...kept.dataSync()]).toEqual([1, 4]);
    kept.dispose();
    expect(nativeCount()).toBe(before);
  });

  it('frees everything where the body throws', () => {
    expect(() => {
      ops.scope(() => {
        ops.floats(new Float32Array(4), [2, 2]);
        ops.run('NoSuchOperation', [], []);
      });
    }).toThrow('NoSuchOperation');
    expect(nativeCount()).toBe(before);
  });

  it('frees early, once, and only what the scope owns', () => {
    const tensor = tf.tensor1d([3]);
    ops.scope(() => {
      const own = ops.floats(Float32Array.of(1), [1]);
      ops.free(own, own, ops.read(tensor));
    });
    expect([...tensor.dataSync()]).toEqual([3]);
    tensor.dispose();
    expect(nativeCount()).toBe(before);
  });

  it('puts other values under a tensor', () => {
    const tensor = tf.tensor1d([1, 2]);
    ops.scope(() => {
      ops.replace(tensor, ops.floats(Float32Array.of(5, 6), [2]));
      ops.replace(tensor, ops.map('Square', ops.read(tensor)));
    });
    expect([...tensor.dataSync()]).toEqual([25, 36]);
    tensor.dispose();
    expect(nativeCount()).toBe(before);
  });

  it('reshapes, and reads values by a copy', () => {
    ops.scope(() => {
      const x = ops.floats(Float32Array.of(1, 2, 3, 4), [4]);
      const y = ops.reshape(x, [2, 2]);
      ops.values(y)[0] = 9;
      expect([y.shape, [...ops.values(y)]]).toEqual([
        [2, 2],
        [1, 2, 3, 4],
      ]);
    });
    expect(nativeCount()).toBe(before);
  });
});
