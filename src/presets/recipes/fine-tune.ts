import type {Recipe} from '../train-settings';

/** All layers of a network that is good already, trained a little further. */
export const FINE_TUNE: Recipe = {
  title:
    'All layers of a trained network, a little further: needs weights, such as those of a run with "transfer".',
  optimizer: 'momentum',
  learningRate: 0.001,
  oldLayersRate: 0.5,
  batchSize: 32,
  epochs: 3,
  warmupSteps: 0,
  schedule: {kind: 'cosine'},
  reasons: {
    optimizer: 'It has a learning rate for each layer, which oldLayersRate needs.',
    learningRate: 'A tenth of the rate of a new layer: larger ones destroy the features that are there.',
    oldLayersRate: 'The layers before the last change half as fast: their features are general.',
    batchSize: 'As in the training before.',
    epochs: 'The network is good after the first; more epochs learn the photos by heart.',
    warmupSteps: 'The rate is small from the start.',
    schedule: 'Falls to zero by itself: the last steps change little.',
  },
};
