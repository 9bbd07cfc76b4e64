import * as tf from '@tensorflow/tfjs-core';
import {runUnary} from '../elementwise';
import type {WasmKernel, WasmKernels} from '../host/wasm-kernel';

type Attributes = tf.FusedDepthwiseConv2DAttrs;

/** Activations of stock tfjs-wasm that make a NaN a number. */
const LOSSY = ['relu', 'relu6'];

/** The attributes as they are meant: where an operation was given no dilations, gradients of tfjs-core hand on null. */
function attributesOf(attrs: tf.NamedAttrMap | undefined): Attributes {
  const {dilations, ...rest} = attrs as unknown as Omit<Attributes, 'dilations'> & {
    dilations: Attributes['dilations'] | null;
  };
  return {...rest, dilations: dilations ?? [1, 1]};
}

/**
 * Returns `'same'` in pixels. With 'same' and strides larger than the filter, the kernel of tfjs-wasm shifts the image;
 * with the pixels it is correct.
 */
function inPixels(x: tf.Tensor4D, filter: tf.Tensor4D, attributes: Attributes): Attributes['pad'] {
  const {strides, pad, dilations, dimRoundingMode} = attributes;
  if (pad !== 'same') {
    return pad;
  }
  const {padInfo} = tf.backend_util.computeConv2DInfo(
    x.shape,
    filter.shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const {top, bottom, left, right} = padInfo;
  const padding: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  // The operations are declared without explicit paddings, which they take.
  return padding;
}

/** The kernel that was there, told its padding in pixels. */
const DEPTHWISE: WasmKernel = {
  takes: ({attrs}) => (attrs as unknown as tf.DepthwiseConv2dNativeAttrs).pad === 'same',
  compute: (_host, {inputs, attrs}) => {
    const {x, filter} = inputs as {x: tf.Tensor4D; filter: tf.Tensor4D};
    const attributes = attributesOf(attrs);
    const {strides, dilations, dimRoundingMode} = attributes;
    const pad = inPixels(x, filter, attributes) as number;
    return tf.depthwiseConv2d(x, filter, strides, pad, 'NHWC', dilations, dimRoundingMode);
  },
};

/** The kernel that was there, told its padding in pixels and without an activation that would lose a NaN: that is ours. */
const FUSED_DEPTHWISE: WasmKernel = {
  takes: ({attrs}) => {
    const {activation, pad, dataFormat} = attrs as unknown as Attributes;
    return (LOSSY.includes(activation) || pad === 'same') && dataFormat === 'NHWC';
  },
  compute: (host, {inputs, attrs}) => {
    const {x, filter, bias, preluActivationWeights} = inputs as {
      x: tf.Tensor4D;
      filter: tf.Tensor4D;
      bias?: tf.Tensor1D;
      preluActivationWeights?: tf.Tensor;
    };
    const attributes = attributesOf(attrs);
    const {activation, strides, dilations, dimRoundingMode, leakyreluAlpha} = attributes;
    const isOurs = LOSSY.includes(activation);
    return tf.tidy(() => {
      const y = tf.fused.depthwiseConv2d({
        x,
        filter,
        bias,
        strides,
        pad: inPixels(x, filter, attributes) as number,
        dilations,
        dimRoundingMode,
        ...(isOurs ? {} : {activation, preluActivationWeights, leakyreluAlpha}),
      });
      return isOurs ? (runUnary(host, activation === 'relu' ? 'Relu' : 'Relu6', y) as tf.Tensor) : y;
    });
  },
};

/** Depthwise convolution where stock tfjs-wasm is wrong: its own kernel, called with arguments that work. */
export const DEPTHWISE_KERNELS: WasmKernels = {
  DepthwiseConv2dNative: DEPTHWISE,
  FusedDepthwiseConv2D: FUSED_DEPTHWISE,
};
