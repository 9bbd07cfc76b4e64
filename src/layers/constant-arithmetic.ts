/**
 * Arithmetic with a constant as a layer.
 * The binary operators of ONNX where one side is a constant of the file; tfjs joins outputs of layers only.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import type {ArithmeticRow} from '../presets/layer-row';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

type Operation = ArithmeticRow['operation'];

/** Arguments of {@link ConstantArithmetic}. */
export type ConstantArithmeticArgs = NonNullable<LayerArgs> & {
  /** What is done with value and constant. */
  operation: Operation;
  /** Shape of the constant, without the batch: along each axis that of the input, or 1. */
  shape: readonly number[];
};

const OPTIONS: KnownOptions<ConstantArithmeticArgs> = {...LAYER_OPTIONS, operation: true, shape: true};

const OPERATIONS: Readonly<Record<Operation, (x: tf.Tensor, constant: tf.Tensor) => tf.Tensor>> = {
  add: (x, constant) => tf.add(x, constant),
  multiply: (x, constant) => tf.mul(x, constant),
  power: (x, constant) => tf.pow(x, constant),
  maximum: (x, constant) => tf.maximum(x, constant),
  minimum: (x, constant) => tf.minimum(x, constant),
  subtractFrom: (x, constant) => tf.sub(constant, x),
  divide: (x, constant) => tf.div(constant, x),
  exponentiate: (x, constant) => tf.pow(constant, x),
};

/**
 * Combines each value with a constant, which no gradient changes.
 *
 *     y = x + c, x · c, x ^ c, max(x, c), min(x, c), c − x, c / x or c ^ x
 *
 * Shapes: [batch, …] in, the same out; the weight `constant` has the given shape and starts at 0.
 *
 * @example
 * constantArithmetic({operation: 'add', shape: [1, 1, 3]}).apply(tf.ones([1, 8, 8, 3]));
 */
export class ConstantArithmetic extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'ConstantArithmetic';
  /** What is done with value and constant. */
  readonly operation: Operation;
  /** Shape of the constant. */
  readonly shape: readonly number[];
  private constant: tfl.LayerVariable | undefined;

  constructor(args: ConstantArithmeticArgs) {
    super(checkOptions('ConstantArithmetic', args, OPTIONS, "{operation: 'add', shape: [1]}"));
    const check = checksFor(`ConstantArithmetic "${this.name}"`);
    this.operation = check.oneOf('operation', args.operation, Object.keys(OPERATIONS) as Operation[]);
    this.shape = args.shape.map((size, axis) => check.integer(`shape[${axis}]`, size, 1));
  }

  /** Makes the constant. */
  override build(): void {
    const {zeros} = tfl.initializers;
    this.constant = this.addWeight('constant', [...this.shape], 'float32', zeros(), undefined, false);
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    if (this.constant === undefined) {
      throw new Error(`internal: ${this.name} was not built; please report this`);
    }
    return OPERATIONS[this.operation](x, this.constant.read());
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), operation: this.operation, shape: [...this.shape]};
  }
}

/** Makes a {@link ConstantArithmetic} layer. */
export function constantArithmetic(args: ConstantArithmeticArgs): ConstantArithmetic {
  return new ConstantArithmetic(args);
}
