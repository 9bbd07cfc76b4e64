import type * as tf from '@tensorflow/tfjs-core';
import type {NativeOps, NativeTensor, OpAttribute} from './native-ops';

function attributes(ops: NativeOps, info: tf.backend_util.Conv2DInfo): OpAttribute[] {
  return [
    ops.float('T'),
    ops.integer('ksize', [1, info.filterHeight, info.filterWidth, 1]),
    ops.integer('strides', [1, info.strideHeight, info.strideWidth, 1]),
    ops.text('padding', info.padInfo.type === 'SAME' ? 'SAME' : 'VALID'),
    ops.text('data_format', 'NHWC'),
  ];
}

/**
 * The gradient of max pooling by oneDNN, which the place of each maximum is told from the forward pass; TensorFlow's own
 * searches for it again, fifty times slower. The forward pass is done again for it, which costs a twentieth of that.
 */
export function maxPoolGradient(
  ops: NativeOps,
  info: tf.backend_util.Conv2DInfo,
  x: NativeTensor,
  dy: NativeTensor,
): NativeTensor {
  const given = [...attributes(ops, info), ops.oneDnn, ops.boolean('workspace_enabled', true)];
  const [y, workspace] = ops.runAll('_MklNativeMaxPool', given, [x], 2) as [NativeTensor, NativeTensor];
  const dx = ops.run('_MklNativeMaxPoolGrad', given, [x, y, dy, workspace]);
  ops.free(y, workspace);
  return dx;
}
