// Prediction and training of a tfjs model, for every subject that is one.
import {randomNumbers} from './serve.mjs';

const CLASSES = 1000;

/** Gives, for a request, a function that does the work once. One model is kept, of the size that was asked for last. */
export function modelWork(tf, {make, optimizer}) {
  let model;
  let modelSize;
  let rule;
  let data = [];
  return ({work, batch, size}) => {
    if (size !== modelSize) {
      model?.dispose();
      // The model does not own it: its velocities, as large as the weights, would stay.
      rule?.dispose();
      model = make(size);
      rule = optimizer();
      model.compile({optimizer: rule, loss: 'categoricalCrossentropy'});
      modelSize = size;
    }
    tf.dispose(data);
    const x = tf.tensor4d(randomNumbers(batch * size * size * 3, 100), [batch, size, size, 3]);
    const labels = Int32Array.from({length: batch}, (_, i) => (37 * i) % CLASSES);
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES), 'float32'));
    data = [x, y];
    if (work === 'train') {
      // What model.fit does for each batch; the loss is read, so that nothing is left undone.
      return async () => {
        await model.trainOnBatch(x, y);
      };
    }
    return async () => {
      const scores = model.predict(x, {batchSize: batch});
      await scores.data();
      scores.dispose();
    };
  };
}
