import type {Recipe} from '../train-settings';

/** The training that the paper describes. */
export const PAPER: Recipe = {
  title: 'The training of the paper, as printed.',
  preset: 'alexnet',
  optimizer: 'momentum',
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 0.0005,
  batchSize: 128,
  epochs: 90,
  warmupSteps: 0,
  schedule: {kind: 'plateau', factor: 0.1},
  augmentation: {crop: true, flip: true, colorStddev: 0.1},
  reasons: {
    preset: 'Section 3.5: five convolutions in two towers, three dense layers.',
    optimizer: 'Section 5: stochastic gradient descent with momentum.',
    learningRate: 'Section 5: initialized at 0.01.',
    momentum: 'Section 5.',
    weightDecay: 'Section 5: "this small amount of weight decay was important for the model to learn".',
    batchSize: 'Section 5.',
    epochs: 'Section 5: "roughly 90 cycles through the training set of 1.2 million images".',
    warmupSteps:
      'The paper has none. On small data sets the loss can stay near that of guessing for many epochs.',
    schedule:
      'Section 5: divided by 10 when the validation error stopped improving. When that is was decided by hand; here it is ten evaluations.',
    augmentation: 'Section 4.1: random crops, mirror images, PCA color with a standard deviation of 0.1.',
  },
};
