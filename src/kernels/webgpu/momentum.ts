import * as tf from '@tensorflow/tfjs-core';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, widthOf, type GpuBackend, type Width} from './gpu-program';

/** Tensors that are changed in place, whose values the backend may not keep on the processor. */
const changing = new WeakSet<object>();

/**
 * Makes the backend keep no copy of a tensor in CPU memory. It would otherwise keep each download, also one that began
 * before the change and ended after it, and return that old copy to the next reader.
 */
function keepNoCopy(backend: GpuBackend, {dataId}: tf.TensorInfo): void {
  const data = backend.tensorMap.get(dataId);
  if (data.resource !== undefined && data.resource !== null && !changing.has(data)) {
    changing.add(data);
    Object.defineProperty(data, 'values', {get: () => null, set: () => undefined, configurable: true});
  }
}

/**
 * The update of MomentumSGD, in place: it overwrites weight and velocity. Returns the velocity.
 *
 * Pitfall: other ops never change their inputs; the caller of this one must be the only owner of both tensors.
 */
export const MOMENTUM_KERNELS: GpuKernels = {
  MomentumUpdate: {
    compute: (backend, args) => {
      const {weight, velocity, gradient} = args.inputs as Record<
        'weight' | 'velocity' | 'gradient',
        tf.TensorInfo
      >;
      const {learningRate, momentum, weightDecay} = args.attrs as Record<
        'learningRate' | 'momentum' | 'weightDecay',
        number
      >;
      const size = tf.util.sizeFromShape(weight.shape);
      const width: Width = widthOf(size);
      const threads = size / width;
      // Two passes: a program of this backend writes to one tensor only.
      runProgram(backend, {
        name: 'momentumVelocity',
        uniforms: {learningRate, momentum, weightDecay},
        inputs: [
          {name: 'weight', tensor: weight, width},
          {name: 'gradient', tensor: gradient, width},
        ],
        output: {shape: velocity.shape, width, existing: velocity},
        threads,
        code: `result[index] = uniforms.momentum * result[index]
          - uniforms.learningRate * (uniforms.weightDecay * weight[index] + gradient[index]);`,
      });
      runProgram(backend, {
        name: 'momentumWeight',
        inputs: [{name: 'velocity', tensor: velocity, width}],
        output: {shape: weight.shape, width, existing: weight},
        threads,
        code: 'result[index] = result[index] + velocity[index];',
      });
      keepNoCopy(backend, weight);
      keepNoCopy(backend, velocity);
      return velocity;
    },
  },
};
