import * as tf from '@tensorflow/tfjs-core';
import {repetition, runPairwise, runUnary} from './elementwise';
import type {NativeKernel, NativeKernels} from './native-kernel';

/** The greater or lesser of two, NaN if either is. */
function extreme(kernelName: 'Maximum' | 'Minimum'): NativeKernel {
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

const CLIP_BY_VALUE: NativeKernel = {
  compute: (host, {inputs, attrs}) => {
    const {clipValueMin, clipValueMax} = attrs as unknown as tf.ClipByValueAttrs;
    const limits = {low: clipValueMin, high: clipValueMax};
    return runUnary(host, 'ClipByValue', inputs.x as tf.TensorInfo, limits);
  },
};

const RELU6: NativeKernel = {
  compute: (host, {inputs}) => runUnary(host, 'Relu6', inputs.x as tf.TensorInfo),
};

/** A depthwise convolution without activation by the kernel that was there, then ours. */
const FUSED_DEPTHWISE: NativeKernel = {
  takes: ({attrs}) => {
    const {activation, dataFormat} = attrs as unknown as tf.FusedDepthwiseConv2DAttrs;
    return ['relu', 'relu6'].includes(activation) && dataFormat === 'NHWC';
  },
  compute: (host, {inputs, attrs}) => {
    const {x, filter, bias} = inputs as {x: tf.Tensor4D; filter: tf.Tensor4D; bias?: tf.Tensor1D};
    const {activation, strides, pad, dilations, dimRoundingMode} =
      attrs as unknown as tf.FusedDepthwiseConv2DAttrs;
    return tf.tidy(() => {
      // Declared without explicit paddings, which it takes.
      const padding = pad as number;
      const y = tf.fused.depthwiseConv2d({
        x,
        filter,
        bias,
        strides,
        pad: padding,
        dilations,
        dimRoundingMode,
      });
      return runUnary(host, activation === 'relu' ? 'Relu' : 'Relu6', y) as tf.Tensor;
    });
  },
};

/**
 * What stock tfjs-wasm computes so that a NaN becomes a number: 0, a limit, or the other operand. In training that is a
 * loss that looks sound while the weights are lost (the cross entropies of tfjs-layers cut their input by these).
 */
export const NAN_KEEPING_KERNELS: NativeKernels = {
  Maximum: extreme('Maximum'),
  Minimum: extreme('Minimum'),
  ClipByValue: CLIP_BY_VALUE,
  Relu6: RELU6,
  FusedDepthwiseConv2D: FUSED_DEPTHWISE,
};
