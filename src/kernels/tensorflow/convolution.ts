import type * as tf from '@tensorflow/tfjs-core';
import type {NativeOps, NativeTensor, OpAttribute} from './native-ops';

/**
 * Convolutions of TensorFlow by their own names. Its kernels take groups (a filter of channels / groups input channels)
 * and paddings in pixels both ways, which the kernels of tfjs-node do not pass on.
 *
 * Shapes: x [batch, height, width, channels], filter [kernelHeight, kernelWidth, channels / groups, filters], y and dy
 * [batch, outHeight, outWidth, filters].
 */
export class Convolution {
  readonly ops: NativeOps;
  /** Whether oneDNN adds the bias on the way. */
  readonly fusedBias: boolean;

  constructor(ops: NativeOps, {fusedBias}: {fusedBias: boolean}) {
    this.ops = ops;
    this.fusedBias = fusedBias;
  }

  /** activation(x ∗ filter + bias) */
  forward(
    info: tf.backend_util.Conv2DInfo,
    {x, filter, bias}: {x: NativeTensor; filter: NativeTensor; bias?: NativeTensor | undefined},
    activation: 'linear' | 'relu' = 'linear',
  ): NativeTensor {
    const {ops} = this;
    const attributes = [...this.#attributes(info), ...this.#padding(info)];
    const linear = (): NativeTensor => {
      if (bias === undefined) {
        return ops.run('Conv2D', attributes, [x, filter]);
      }
      if (this.fusedBias) {
        return ops.run('_MklNativeConv2DWithBias', [...attributes, ops.oneDnn], [x, filter, bias]);
      }
      return ops.consume(ops.run('Conv2D', attributes, [x, filter]), y =>
        ops.run('BiasAdd', [ops.float('T'), ops.text('data_format', 'NHWC')], [y, bias]),
      );
    };
    return activation === 'relu' ? ops.consume(linear(), y => ops.map('Relu', y)) : linear();
  }

  inputGradient(info: tf.backend_util.Conv2DInfo, dy: NativeTensor, filter: NativeTensor): NativeTensor {
    const {ops} = this;
    const gradient = (shape: readonly number[], padding: OpAttribute[]): NativeTensor =>
      ops.consume(ops.integers(shape), sizes =>
        ops.run('Conv2DBackpropInput', [...this.#attributes(info), ...padding], [sizes, filter, dy]),
      );
    const named = this.#paddingByName(info);
    if (named !== undefined) {
      return gradient(info.inShape, [named]);
    }
    const {top, left} = info.padInfo;
    return ops.consume(gradient(paddedShape(info), [ops.text('padding', 'VALID')]), padded => {
      const [begin, size] = [ops.integers([0, top, left, 0]), ops.integers(info.inShape)];
      const index = ops.type('Index', ops.backend.binding.TF_INT32);
      const inner = ops.run('Slice', [ops.float('T'), index], [padded, begin, size]);
      ops.free(begin, size);
      return inner;
    });
  }

  filterGradient(
    info: tf.backend_util.Conv2DInfo,
    x: NativeTensor,
    dy: NativeTensor,
    filterShape: readonly number[],
  ): NativeTensor {
    const {ops} = this;
    const gradient = (image: NativeTensor, padding: OpAttribute): NativeTensor =>
      ops.consume(ops.integers(filterShape), sizes =>
        ops.run('Conv2DBackpropFilter', [...this.#attributes(info), padding], [image, sizes, dy]),
      );
    const named = this.#paddingByName(info);
    return named !== undefined
      ? gradient(x, named)
      : ops.consume(this.#pad(info, x), padded => gradient(padded, ops.text('padding', 'VALID')));
  }

  /** [dx, dbias] of y = max(0, x + bias). */
  reluBiasGradient(dy: NativeTensor, y: NativeTensor): [NativeTensor, NativeTensor] {
    const {ops} = this;
    const dx = ops.map('ReluGrad', dy, y);
    return [dx, ops.run('BiasAddGrad', [ops.float('T'), ops.text('data_format', 'NHWC')], [dx])];
  }

  #pad(info: tf.backend_util.Conv2DInfo, x: NativeTensor): NativeTensor {
    const {ops} = this;
    const {top, bottom, left, right} = info.padInfo;
    const margins = ops.consume(ops.integers([0, 0, top, bottom, left, right, 0, 0]), list =>
      ops.reshape(list, [4, 2]),
    );
    const paddings = ops.type('Tpaddings', ops.backend.binding.TF_INT32);
    return ops.consume(margins, pairs => ops.run('Pad', [ops.float('T'), paddings], [x, pairs]));
  }

  /** oneDNN's gradients, which alone know groups, take a padding by its name only. */
  #paddingByName({padInfo, ...info}: tf.backend_util.Conv2DInfo): OpAttribute | undefined {
    const {top, bottom, left, right} = padInfo;
    if ([top, bottom, left, right].every(pixels => pixels === 0)) {
      return this.ops.text('padding', 'VALID');
    }
    const isSame = (
      before: number,
      after: number,
      length: number,
      reach: number,
      stride: number,
    ): boolean => {
      const all = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
      return before === Math.floor(all / 2) && after === all - before;
    };
    return isSame(top, bottom, info.inHeight, info.effectiveFilterHeight, info.strideHeight) &&
      isSame(left, right, info.inWidth, info.effectiveFilterWidth, info.strideWidth)
      ? this.ops.text('padding', 'SAME')
      : undefined;
  }

  #padding(info: tf.backend_util.Conv2DInfo): OpAttribute[] {
    const named = this.#paddingByName(info);
    const {top, bottom, left, right} = info.padInfo;
    return named === undefined
      ? [
          this.ops.text('padding', 'EXPLICIT'),
          this.ops.integer('explicit_paddings', [0, 0, top, bottom, left, right, 0, 0]),
        ]
      : [named];
  }

  #attributes(info: tf.backend_util.Conv2DInfo): OpAttribute[] {
    const {ops} = this;
    return [
      ops.float('T'),
      ops.integer('strides', [1, info.strideHeight, info.strideWidth, 1]),
      ops.integer('dilations', [1, info.dilationHeight, info.dilationWidth, 1]),
      ops.text('data_format', 'NHWC'),
      ops.boolean('use_cudnn_on_gpu', true),
    ];
  }
}

function paddedShape({
  padInfo,
  batchSize,
  inHeight,
  inWidth,
  inChannels,
}: tf.backend_util.Conv2DInfo): number[] {
  const {top, bottom, left, right} = padInfo;
  return [batchSize, top + inHeight + bottom, left + inWidth + right, inChannels];
}
