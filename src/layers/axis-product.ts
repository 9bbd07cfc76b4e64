/**
 * A constant matrix along an axis as a layer.
 * Every resizing of ONNX that is linear or cubic: each new row is a weighted sum of rows.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {axisProduct} from '../ops/axis-product';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

/** Arguments of {@link AxisProduct}. */
export type AxisProductArgs = NonNullable<LayerArgs> & {
  /** Counted from 0 without the batch. */
  axis: number;
  /** For each place of the output, one weight per place of the input. */
  matrix: readonly (readonly number[])[];
};

const OPTIONS: KnownOptions<AxisProductArgs> = {...LAYER_OPTIONS, axis: true, matrix: true};

/**
 * Replaces each entry of an axis by a weighted sum of its entries.
 *
 *     y[.., i, ..] = Σ matrix[i][j] · x[.., j, ..]
 *
 * Shapes: [batch, …] in; the output has as many entries along the axis as the matrix has rows. No weights.
 *
 * @example
 * axisProductLayer({axis: 0, matrix: [[0.5, 0.5]]}).apply(tf.zeros([1, 2, 8, 3])); // the mean of two rows
 */
export class AxisProduct extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'AxisProduct';
  /** Counted from 0 without the batch. */
  readonly axis: number;
  /** For each place of the output, one weight per place of the input. */
  readonly matrix: readonly (readonly number[])[];

  constructor(args: AxisProductArgs) {
    super(checkOptions('AxisProduct', args, OPTIONS, '{axis: 0, matrix: [[0.5, 0.5]]}'));
    const check = checksFor(`AxisProduct "${this.name}"`);
    this.axis = check.integer('axis', args.axis);
    const columns = args.matrix[0]?.length ?? 0;
    check.integer('columns of the matrix', columns, 1);
    this.matrix = args.matrix.map((row, i) => {
      check.integer(`length of matrix[${i}]`, row.length, columns, columns);
      return row.map((weight, j) => check.finite(`matrix[${i}][${j}]`, weight));
    });
  }

  protected override outputShapeOf(shape: tfl.Shape): tfl.Shape {
    return shape.map((size, axis) => (axis === this.axis ? this.matrix.length : size));
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const matrix = tf.tensor2d(this.matrix.map(row => [...row]));
    return axisProduct(x, matrix, this.axis + 1);
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), axis: this.axis, matrix: this.matrix.map(row => [...row])};
  }
}

/** Makes an {@link AxisProduct} layer. */
export function axisProductLayer(args: AxisProductArgs): AxisProduct {
  return new AxisProduct(args);
}
