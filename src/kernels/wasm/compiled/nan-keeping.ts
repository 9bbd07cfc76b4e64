import * as tf from '@tensorflow/tfjs-core';
import {repetition, runPairwise, runUnary} from './elementwise';
import type {WasmKernel, WasmKernels} from './host/wasm-kernel';

/** The greater or lesser of two, NaN if either is. */
function extreme(kernelName: 'Maximum' | 'Minimum'): WasmKernel {
  return {
    compute: (host, {inputs}) => {
      const {a, b} = inputs as {a: tf.Tensor; b: tf.Tensor};
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      if (tf.util.sizeFromShape(shape) === 0) {
        return host.output(shape);
      }
      return tf.tidy(() => {
        const whole = expand(a, shape);
        const other = ['none', 'number'].includes(repetition(whole, b) ?? '') ? b : expand(b, shape);
        return runPairwise(host, kernelName, whole, other) as tf.Tensor;
      });
    },
  };
}

function expand(tensor: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(tensor.shape, shape) ? tensor : tf.broadcastTo(tensor, shape);
}

const CLIP_BY_VALUE: WasmKernel = {
  compute: (host, {inputs, attrs}) => {
    const {clipValueMin, clipValueMax} = attrs as unknown as tf.ClipByValueAttrs;
    const limits = {low: clipValueMin, high: clipValueMax};
    return runUnary(host, 'ClipByValue', inputs.x as tf.TensorInfo, limits);
  },
};

const RELU6: WasmKernel = {
  compute: (host, {inputs}) => runUnary(host, 'Relu6', inputs.x as tf.TensorInfo),
};

/**
 * What stock tfjs-wasm computes so that a NaN becomes a number: 0, a limit, or the other operand. In training that is a
 * loss that looks sound while the weights are lost (the cross entropies of tfjs-layers cut their input by these).
 */
export const NAN_KEEPING_KERNELS: WasmKernels = {
  Maximum: extreme('Maximum'),
  Minimum: extreme('Minimum'),
  ClipByValue: CLIP_BY_VALUE,
  Relu6: RELU6,
};
