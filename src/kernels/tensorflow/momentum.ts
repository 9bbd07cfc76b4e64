import type * as tf from '@tensorflow/tfjs-core';
import type {NativeOps, NativeTensor} from './native-ops';

/** Attributes of the update. */
export interface MomentumAttrs {
  learningRate: number;
  momentum: number;
  weightDecay: number;
}

/** Below it the decay, which enters divided by the momentum, would lose its digits. */
const SMALLEST_MOMENTUM = 1e-3;

/**
 * v ← momentum · v − learningRate · (weightDecay · w + g), w ← w + v, where the values lie.
 *
 * TensorFlow updates variables in place, tensors never. So the values of both tensors become those of two variables for
 * the time of the update, without a copy, and go back under the tensors.
 *
 * Values that came from JavaScript may be the caller's own array: only what TensorFlow itself has made is written to.
 * TensorFlow reports other tensors on the same memory (a reshaped view), and then copies.
 */
export class MomentumUpdate {
  readonly #ops: NativeOps;
  /** Tensors whose values TensorFlow made, by this update. */
  readonly #own = new WeakSet<tf.DataId>();

  constructor(ops: NativeOps) {
    this.#ops = ops;
  }

  run(weight: tf.TensorInfo, velocity: tf.TensorInfo, gradient: tf.TensorInfo, attrs: MomentumAttrs): void {
    this.#ops.scope(() => {
      if (attrs.momentum < SMALLEST_MOMENTUM) {
        this.#anew(weight, velocity, this.#ops.read(gradient), attrs);
        return;
      }
      // Copied rather than updated anew: the first step has to round as every other, so that a resumed run is the same.
      this.#makeOwn(weight);
      this.#makeOwn(velocity);
      this.#inPlace(weight, velocity, this.#ops.read(gradient), attrs);
    });
  }

  #makeOwn(tensor: tf.TensorInfo): void {
    if (!this.#own.has(tensor.dataId)) {
      const ops = this.#ops;
      ops.replace(
        tensor,
        ops.consume(ops.number(1), one => ops.map('Mul', ops.read(tensor), one)),
      );
      this.#own.add(tensor.dataId);
    }
  }

  /** Computes the update with ops that return new tensors. */
  #anew(weight: tf.TensorInfo, velocity: tf.TensorInfo, gradient: NativeTensor, attrs: MomentumAttrs): void {
    const ops = this.#ops;
    const {learningRate, momentum, weightDecay} = attrs;
    const w = ops.read(weight);
    const times = (x: NativeTensor, factor: number): NativeTensor =>
      ops.consume(ops.number(factor), value => ops.map('Mul', x, value));
    const pull =
      weightDecay === 0 ? gradient : ops.consume(times(w, weightDecay), t => ops.map('AddV2', t, gradient));
    const push = times(pull, -learningRate);
    ops.free(pull);
    const next = ops.consume(times(ops.read(velocity), momentum), kept =>
      ops.consume(push, t => ops.map('AddV2', kept, t)),
    );
    ops.replace(weight, ops.map('AddV2', w, next));
    ops.replace(velocity, next);
  }

  /** The decay is laid into the velocity before it is multiplied by the momentum. */
  #inPlace(
    weight: tf.TensorInfo,
    velocity: tf.TensorInfo,
    gradient: NativeTensor,
    attrs: MomentumAttrs,
  ): void {
    const ops = this.#ops;
    const {learningRate, momentum, weightDecay} = attrs;
    const attributes = [ops.float('T'), ops.boolean('use_locking', false)];
    this.#asVariable('velocity', velocity, v => {
      if (weightDecay !== 0) {
        const rate = ops.number((learningRate * weightDecay) / momentum);
        ops.runAll('ResourceApplyGradientDescent', attributes, [v, rate, ops.read(weight)], 0);
      }
      this.#asVariable('weight', weight, w => {
        const rates = [ops.number(learningRate), gradient, ops.number(momentum)];
        const given = [...attributes, ops.boolean('use_nesterov', false)];
        ops.runAll('ResourceApplyKerasMomentum', given, [w, v, ...rates], 0);
      });
    });
  }

  /** Runs `body` with the values of a tensor in a variable, and puts what is in it then under the tensor. */
  #asVariable(name: string, tensor: tf.TensorInfo, body: (variable: NativeTensor) => void): void {
    const ops = this.#ops;
    const handle = ops.run(
      'VarHandleOp',
      [
        // One name for all: an operation of TensorFlow is kept for each set of attributes that it was called with.
        ops.text('container', ''),
        ops.text('shared_name', `tfjs-alexnet/${name}`),
        ops.float('dtype'),
        ops.shape('shape', tensor.shape),
      ],
      [],
    );
    ops.runAll('AssignVariableOp', [ops.float('dtype')], [handle, ops.read(tensor)], 0);
    // Only a variable that alone holds its values is changed in place.
    ops.replace(tensor, ops.number(0));
    try {
      body(handle);
    } finally {
      ops.replace(tensor, ops.run('ReadVariableOp', [ops.float('dtype')], [handle]));
      ops.runAll('DestroyResourceOp', [ops.boolean('ignore_lookup_error', false)], [handle], 0);
    }
  }
}
