import * as tf from '@tensorflow/tfjs-core';

/** Attributes of the kernel `GroupedConv2D`. */
export interface FusedGroupedConv2DAttrs {
  strides: [number, number];
  dilations: [number, number];
  pad: tf.backend_util.ExplicitPadding;
  groups: number;
  activation: 'linear' | 'relu';
}

const NAME = 'GroupedConv2D';

/**
 * Grouped convolution with bias and ReLU, in one kernel of that name; its gradients are three more kernels.
 *
 * Shapes: x [batch, height, width, channels], kernel [kernelHeight, kernelWidth, channels / groups, filters], bias
 * [filters]; out [batch, outHeight, outWidth, filters].
 */
export function fusedGroupedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  attrs: FusedGroupedConv2DAttrs,
): tf.Tensor4D {
  const known = tf.getGradient(NAME) as tf.GradConfig | undefined;
  if (known === undefined) {
    tf.registerGradient({
      kernelName: NAME,
      inputsToSave: ['x', 'filter'],
      outputsToSave: [true],
      gradFunc: gradients,
    });
  }
  const given = attrs as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(NAME, {x, filter: kernel, bias}, given);
}

/** Computes the gradient of the activation once, and from it the gradients that are needed. */
function gradients(
  dy: tf.Tensor | tf.Tensor[],
  saved: tf.Tensor[],
  attrs: tf.NamedAttrMap,
): ReturnType<tf.GradFunc> {
  const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const engine = tf.engine();
  let above = dy as tf.Tensor;
  let biasGradient: tf.Tensor | undefined;
  if (attrs.activation === 'relu') {
    [above, biasGradient] = engine.runKernel('ReluBiasGrad', {dy: above, y}) as unknown as [
      tf.Tensor,
      tf.Tensor,
    ];
  }
  const given = {...attrs, inputShape: x.shape, filterShape: filter.shape};
  return {
    x: () => engine.runKernel('GroupedConv2DBackpropInput', {dy: above, filter}, given),
    filter: () => engine.runKernel('GroupedConv2DBackpropFilter', {x, dy: above}, given),
    bias: () => biasGradient ?? tf.sum(above, [0, 1, 2]),
  };
}
