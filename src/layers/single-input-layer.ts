import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {singleShape} from './layer-args';

/** A layer of one input and one output, which computes in a tidy of its own. */
export abstract class SingleInputLayer extends tfl.layers.Layer {
  /** Computes the output of one tensor. */
  protected abstract compute(x: tf.Tensor): tf.Tensor;

  /** Returns the output shape for this input shape, without the batch. Default: the same. */
  protected outputShapeOf(shape: tfl.Shape): tfl.Shape {
    return shape;
  }

  /** Returns the shape of the output. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    const [batch = null, ...shape] = singleShape(inputShape);
    return [batch, ...this.outputShapeOf(shape)];
  }

  /** Computes one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
      return this.compute(x);
    });
  }
}
