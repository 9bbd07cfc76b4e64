/** A training of a few milliseconds, through both ways of stock tfjs: `model.fit` and `model.fitDataset`. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

export interface SmallTrainingOptions {
  callbacks: tfl.Callback | tfl.Callback[];
  epochs?: number;
  optimizer?: tf.Optimizer;
  validate?: boolean;
  metrics?: string[];
}

export type SmallTraining = (options: SmallTrainingOptions) => Promise<tfl.LayersModel>;

/** Batches of the two ways per epoch. */
export const BATCHES = 2;

/** A net for two inputs and three classes, the kernel called "small/kernel". */
function makeModel({optimizer = tf.train.sgd(0.5), metrics = []}: SmallTrainingOptions): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({
        units: 3,
        inputShape: [2],
        name: 'small',
        kernelInitializer: 'zeros',
        activation: 'softmax',
      }),
    ],
  });
  model.compile({optimizer, loss: 'categoricalCrossentropy', metrics});
  return model;
}

const images = (): tf.Tensor2D =>
  tf.tensor2d([
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 0],
  ]);
const labels = (): tf.Tensor2D =>
  tf.tensor2d([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 0, 1],
  ]);

/** The smallest dataset that `fitDataset` accepts: batches of two rows. */
const dataset = {
  size: BATCHES,
  iterator: () => {
    let row = 0;
    const next = (): Promise<IteratorResult<{xs: tf.Tensor; ys: tf.Tensor}>> => {
      if (row >= 2 * BATCHES) {
        return Promise.resolve({done: true, value: null});
      }
      const value = tf.tidy(() => ({
        xs: tf.slice(images(), [row, 0], [2, 2]),
        ys: tf.slice(labels(), [row, 0], [2, 3]),
      }));
      row += 2;
      return Promise.resolve({done: false, value});
    };
    return Promise.resolve({next});
  },
};

async function throughFit(options: SmallTrainingOptions): Promise<tfl.LayersModel> {
  const {callbacks, epochs = 1, validate = false} = options;
  const model = makeModel(options);
  const [x, y] = [images(), labels()];
  const validationData = validate ? ([x, y] as [tf.Tensor, tf.Tensor]) : undefined;
  await model.fit(x, y, {epochs, batchSize: 2, shuffle: false, callbacks, validationData});
  tf.dispose([x, y]);
  return model;
}

async function throughFitDataset(options: SmallTrainingOptions): Promise<tfl.LayersModel> {
  const {callbacks, epochs = 1, validate = false} = options;
  const model = makeModel(options);
  const data = dataset as unknown as Parameters<typeof model.fitDataset>[0];
  const validationData = validate ? (data as never) : undefined;
  await model.fitDataset(data, {epochs, callbacks, validationData});
  return model;
}

/** Name and function of both ways, for `describe.each`. */
export const SMALL_TRAININGS: [string, SmallTraining][] = [
  ['fit', throughFit],
  ['fitDataset', throughFitDataset],
];
