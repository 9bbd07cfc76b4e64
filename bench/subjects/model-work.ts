/** Prediction and training of a TensorFlow.js model. */
import type * as tfjs from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {Request} from '../plan';
import {randomNumbers} from './serve';

const CLASSES = 1000;

/** A request for work with the model. */
export type ModelRequest = Extract<Request, {work: 'forward' | 'train'}>;

interface Net {
  /** Makes the model for images of this width. */
  make: (size: number) => LayersModel;
  optimizer: () => tfjs.Optimizer;
}

/** Returns, for a request, a function that does the work once. Only the model of the last requested size is kept. */
export function modelWork(
  tf: typeof tfjs,
  {make, optimizer}: Net,
): (request: ModelRequest) => () => Promise<void> {
  let current: {size: number; model: LayersModel; rule: tfjs.Optimizer} | undefined;
  let data: tfjs.Tensor[] = [];
  const modelOf = (size: number): LayersModel => {
    if (current?.size === size) {
      return current.model;
    }
    current?.model.dispose();
    // The model does not own the optimizer, so its velocities, as large as the weights, would leak.
    current?.rule.dispose();
    const model = make(size);
    const rule = optimizer();
    model.compile({optimizer: rule, loss: 'categoricalCrossentropy'});
    current = {size, model, rule};
    return model;
  };
  return ({work, batch, size}) => {
    const model = modelOf(size);
    tf.dispose(data);
    const x = tf.tensor4d(randomNumbers(batch * size * size * 3, 100), [batch, size, size, 3]);
    const labels = Int32Array.from({length: batch}, (_, i) => (37 * i) % CLASSES);
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES), 'float32'));
    data = [x, y];
    if (work === 'train') {
      // Does what model.fit does for each batch; reading the loss waits until the step is complete.
      return async () => {
        await model.trainOnBatch(x, y);
      };
    }
    return async () => {
      const scores = model.predict(x, {batchSize: batch}) as tfjs.Tensor;
      await scores.data();
      scores.dispose();
    };
  };
}
