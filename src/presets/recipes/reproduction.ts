import type {Recipe} from '../train-settings';

/** The training of the TF-slim reproduction on cats and dogs. */
export const REPRODUCTION: Recipe = {
  title: 'The TF-slim reproduction on cats and dogs, without its two faults.',
  preset: 'alexnet-one-tower',
  optimizer: 'momentum',
  learningRate: 0.0005,
  momentum: 0.9,
  batchSize: 100,
  evaluateEvery: 200,
  reasons: {
    preset: 'The reproduction has one tower, and local response normalization over 11 channels.',
    optimizer: 'As in the reproduction.',
    learningRate: 'As in the reproduction: a twentieth of the rate of the paper.',
    momentum: 'As in the paper.',
    batchSize: 'As in the reproduction.',
    evaluateEvery:
      'As in the reproduction. It evaluates one batch again and again and applies softmax twice; here every evaluation uses all validation photos, and the loss is computed from the logits.',
  },
};
