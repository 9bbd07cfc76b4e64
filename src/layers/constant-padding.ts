/**
 * A border of a constant as a layer.
 * ONNX’s Pad, torch.nn.ConstantPad2d; `tf.layers.zeroPadding2d` has zeros around images only.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {LAYER_OPTIONS, type LayerArgs, singleShape} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

/** Arguments of {@link ConstantPadding}. */
export type ConstantPaddingArgs = NonNullable<LayerArgs> & {
  /** [before, behind] for each axis behind the batch. */
  padding: readonly (readonly [number, number])[];
  /** The constant; 'lowest' is the least float32, which is never a maximum. Default 0. */
  value?: number | 'lowest';
};

const OPTIONS: KnownOptions<ConstantPaddingArgs> = {...LAYER_OPTIONS, padding: true, value: true};
const LOWEST = -3.4028234663852886e38;

/**
 * Puts a border of a constant around the axes behind the batch.
 *
 * Shapes: [batch, …] in; each axis of the output is longer by its two borders. No weights.
 *
 * @example
 * constantPadding({padding: [[1, 1], [1, 1], [0, 0]], value: 0.5}).apply(tf.zeros([1, 8, 8, 3])); // [1, 10, 10, 3]
 */
export class ConstantPadding extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'ConstantPadding';
  /** [before, behind] for each axis behind the batch. */
  readonly padding: readonly (readonly [number, number])[];
  /** The constant. */
  readonly value: number | 'lowest';

  constructor(args: ConstantPaddingArgs) {
    super(checkOptions('ConstantPadding', args, OPTIONS, '{padding: [[1, 1], [1, 1], [0, 0]]}'));
    const check = checksFor(`ConstantPadding "${this.name}"`);
    const {padding, value = 0} = args;
    this.value = value === 'lowest' ? value : check.finite('value', value);
    this.padding = padding.map(([before, behind], axis) => [
      check.integer(`padding[${axis}][0]`, before),
      check.integer(`padding[${axis}][1]`, behind),
    ]);
  }

  /** Checks that the padding has a pair for each axis. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const axes = singleShape(inputShape).length - 1;
    checksFor(`ConstantPadding "${this.name}"`, 'bad-shape').integer(
      'pairs of padding',
      this.padding.length,
      axes,
      axes,
    );
    this.built = true;
  }

  protected override outputShapeOf(shape: tfl.Shape): tfl.Shape {
    return shape.map((size, axis) => {
      const [before, behind] = this.padding[axis] ?? [0, 0];
      return size === null ? null : size + before + behind;
    });
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const {padding, value} = this;
    return tf.pad(
      x,
      [[0, 0], ...padding.map(([before, behind]): [number, number] => [before, behind])],
      value === 'lowest' ? LOWEST : value,
    );
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), padding: this.padding.map(borders => [...borders]), value: this.value};
  }
}

/** Makes a {@link ConstantPadding} layer. */
export function constantPadding(args: ConstantPaddingArgs): ConstantPadding {
  return new ConstantPadding(args);
}
