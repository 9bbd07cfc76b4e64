import * as tf from '@tensorflow/tfjs-core';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, widthOf} from './gpu-program';
import {sumRows} from './sum-rows';

/** The gradient of `relu(x + bias)` by both, from its result: [dx, dbias]. A gradient is zero where the result is. */
export const RELU_BIAS_KERNELS: GpuKernels = {
  ReluBiasGrad: {
    compute: (backend, args) => {
      const {dy, y} = args.inputs as {dy: tf.TensorInfo; y: tf.TensorInfo};
      const size = tf.util.sizeFromShape(dy.shape);
      const width = widthOf(size);
      const dx = runProgram(backend, {
        name: 'reluGradient',
        inputs: [
          {name: 'dy', tensor: dy, width},
          {name: 'y', tensor: y, width},
        ],
        output: {shape: dy.shape, width},
        threads: size / width,
        code: `result[index] = select(dy[index], ${width === 4 ? 'vec4<f32>(0.0)' : '0.0'}, y[index] <= ${width === 4 ? 'vec4<f32>(0.0)' : '0.0'});`,
      });
      return [dx, sumRows(backend, dx, dx.shape.slice(-1))];
    },
  },
};
