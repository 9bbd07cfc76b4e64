/**
 * Reductions of the last axis as a layer.
 * The Reduce operators of ONNX; global pools reduce height and width of an image.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import type {ReduceRow} from '../presets/layer-row';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

type Operation = ReduceRow['operation'];

/** Arguments of {@link LastAxisReduction}. */
export type LastAxisReductionArgs = NonNullable<LayerArgs> & {
  operation: Operation;
};

const OPTIONS: KnownOptions<LastAxisReductionArgs> = {...LAYER_OPTIONS, operation: true};

const OPERATIONS: Readonly<Record<Operation, (x: tf.Tensor, axis: number, keepDims: boolean) => tf.Tensor>> =
  {
    sum: (x, axis, keepDims) => tf.sum(x, axis, keepDims),
    mean: (x, axis, keepDims) => tf.mean(x, axis, keepDims),
    max: (x, axis, keepDims) => tf.max(x, axis, keepDims),
    min: (x, axis, keepDims) => tf.min(x, axis, keepDims),
    product: (x, axis, keepDims) => (keepDims ? product(x) : tf.squeeze(product(x), [axis])),
  };

/** The product over the last axis, whose size becomes 1: half by half, since the gradient of `tf.prod` throws. */
function product(x: tf.Tensor): tf.Tensor {
  const size = x.shape[x.rank - 1] ?? 1;
  if (size < 2) {
    return x;
  }
  const half = Math.floor(size / 2);
  const entries = (begin: number, count: number): tf.Tensor =>
    tf.slice(x, [...new Array<number>(x.rank - 1).fill(0), begin], [...x.shape.slice(0, -1), count]);
  const products = tf.mul(entries(0, half), entries(half, half));
  return product(size % 2 === 0 ? products : tf.concat([products, entries(size - 1, 1)], x.rank - 1));
}

/**
 * Reduces the last axis to one value.
 *
 * Shapes: [batch, …, count] in, [batch, …] out, or [batch, 1] for [batch, count]. No weights.
 *
 * @example
 * lastAxisReduction({operation: 'max'}).apply(tf.zeros([1, 8, 8, 3])); // [1, 8, 8]
 */
export class LastAxisReduction extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'LastAxisReduction';
  /** What becomes of the values. */
  readonly operation: Operation;

  constructor(args: LastAxisReductionArgs) {
    super(checkOptions('LastAxisReduction', args, OPTIONS, "{operation: 'max'}"));
    this.operation = checksFor(`LastAxisReduction "${this.name}"`).oneOf(
      'operation',
      args.operation,
      Object.keys(OPERATIONS) as Operation[],
    );
  }

  protected override outputShapeOf(shape: tfl.Shape): tfl.Shape {
    return shape.length === 1 ? [1] : shape.slice(0, -1);
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    return OPERATIONS[this.operation](x, x.rank - 1, x.rank === 2);
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), operation: this.operation};
  }
}

/** Makes a {@link LastAxisReduction} layer. */
export function lastAxisReduction(args: LastAxisReductionArgs): LastAxisReduction {
  return new LastAxisReduction(args);
}
