import type {Recipe} from '../train-settings';

/** Training from scratch on some hundred to some thousand photos. */
export const SMALL_DATA: Recipe = {
  title: 'From scratch on hundreds to thousands of photos, on two processors.',
  preset: 'alexnet-mini',
  optimizer: 'momentum',
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 0.0005,
  batchSize: 32,
  epochs: 90,
  warmupSteps: 50,
  schedule: {kind: 'cosine'},
  augmentation: {crop: true, flip: true, colorStddev: 0.1, cropArea: [0.35, 1]},
  reasons: {
    preset:
      'A million parameters for images of 67 pixels: sixty million learn few photos by heart, and slowly.',
    optimizer: 'As in the paper.',
    learningRate:
      'As in the paper; the inputs are divided by their standard deviation, so that it does not diverge.',
    momentum: 'As in the paper.',
    weightDecay: 'As in the paper.',
    batchSize: 'Small batches mean more steps from few photos.',
    epochs: 'A thousand photos and 90 epochs take minutes; fewer epochs end below the best accuracy.',
    warmupSteps: 'At full rate the first steps can push a new network to predict one class for all photos.',
    schedule: 'Falls to zero by itself, so that no rate has to be chosen; it fits every number of epochs.',
    augmentation: 'Crops of a third of the photo or more: the strongest remedy against few photos.',
  },
};
