/**
 * Entries of an axis as a layer.
 * ONNX’s Slice, Split and Gather with constant places, borders that repeat the image, and nearest-neighbor resizing.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {selectEntries} from '../ops/axis-product';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

/** Arguments of {@link AxisSelection}. */
export type AxisSelectionArgs = NonNullable<LayerArgs> & {
  /** Counted from 0 without the batch. */
  axis: number;
  /** Places in the input, one for each place of the output. */
  indices: readonly number[];
};

const OPTIONS: KnownOptions<AxisSelectionArgs> = {...LAYER_OPTIONS, axis: true, indices: true};

/**
 * Takes entries of an axis, in any order and as often as they are listed.
 *
 *     y[.., i, ..] = x[.., indices[i], ..]
 *
 * Shapes: [batch, …] in; the output has as many entries along the axis as there are indices. No weights.
 *
 * @example
 * axisSelection({axis: 2, indices: [2, 1, 0]}).apply(tf.zeros([1, 8, 8, 3])); // blue, green, red
 */
export class AxisSelection extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'AxisSelection';
  /** Counted from 0 without the batch. */
  readonly axis: number;
  /** Places in the input. */
  readonly indices: readonly number[];

  constructor(args: AxisSelectionArgs) {
    super(checkOptions('AxisSelection', args, OPTIONS, '{axis: 2, indices: [2, 1, 0]}'));
    const check = checksFor(`AxisSelection "${this.name}"`);
    this.axis = check.integer('axis', args.axis);
    this.indices = args.indices.map((place, i) => check.integer(`indices[${i}]`, place));
  }

  protected override outputShapeOf(shape: tfl.Shape): tfl.Shape {
    return shape.map((size, axis) => (axis === this.axis ? this.indices.length : size));
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    return selectEntries(x, this.indices, this.axis + 1);
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), axis: this.axis, indices: [...this.indices]};
  }
}

/** Makes an {@link AxisSelection} layer. */
export function axisSelection(args: AxisSelectionArgs): AxisSelection {
  return new AxisSelection(args);
}
