import type * as tf from '@tensorflow/tfjs-core';
import {runProgram, widthOf, type GpuBackend} from './gpu-program';

/** Sums [parts, size] over its first axis into `shape`; frees what it was given. */
export function sumParts(backend: GpuBackend, parts: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  const [count = 1, size = 1] = parts.shape;
  if (count === 1) {
    return {dataId: parts.dataId, shape: [...shape], dtype: parts.dtype};
  }
  const width = widthOf(size);
  const sum = runProgram(backend, {
    name: 'sumParts',
    uniforms: {count, stride: size / width},
    integers: ['count', 'stride'],
    inputs: [{name: 'x', tensor: parts, width}],
    output: {shape, width},
    threads: size / width,
    code: `
      var sum = x[index];
      for (var part = 1; part < uniforms.count; part++) { sum += x[part * uniforms.stride + index]; }
      result[index] = sum;`,
  });
  backend.disposeData(parts.dataId);
  return sum;
}
