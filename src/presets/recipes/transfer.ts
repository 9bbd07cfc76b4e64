import type {Recipe} from '../train-settings';

/** A new last layer on the features of a pretrained network. */
export const TRANSFER: Recipe = {
  title: 'A new last layer on the features of a pretrained SqueezeNet: from 20 photos on, in a minute.',
  weights: 'squeezenet1.1.imagenet1k-v1',
  freeze: 'fire9',
  frozenViews: 2,
  optimizer: 'momentum',
  learningRate: 0.01,
  batchSize: 32,
  epochs: 20,
  warmupSteps: 0,
  schedule: {kind: 'cosine'},
  reasons: {
    weights: 'Five megabytes with features of a million photos.',
    freeze:
      'All layers but the last: their features are computed once per photo, so that an epoch takes milliseconds.',
    frozenViews: 'Each photo and its mirror image; more views take longer to compute.',
    optimizer: 'As in the paper.',
    learningRate: 'Only the new last layer learns, and it starts from random values.',
    batchSize: 'Small batches mean more steps from few photos.',
    epochs: 'The last layer has few parameters and is trained by then.',
    warmupSteps: 'The features are good from the start.',
    schedule: 'Falls to zero by itself, so that no rate has to be chosen.',
  },
};
