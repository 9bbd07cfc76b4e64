import type * as tfl from '@tensorflow/tfjs-layers';
import {MultiplierTable, type WeightMultipliers} from '../optimizers/weight-multipliers';
import type {TrainConfig} from '../presets/preset';

/**
 * Returns the recipe of a preset for a training that starts from weights. Training from scratch takes tens of epochs
 * at a learning rate that falls in steps; fine-tuning needs few. `hasNewLayer`: whether the last layer is new.
 */
export function transferRecipe(recipe: TrainConfig, hasNewLayer = true): TrainConfig {
  return {
    ...recipe,
    // A new last layer learns everything, within the first epochs. A pretrained one is only fine-tuned: at the rate of
    // a new one, SqueezeNet 1.1 fell from 0.977 to 0.930 on the validation cats and dogs within an epoch.
    learningRate: hasNewLayer ? 0.01 : 0.001,
    epochs: 15,
    schedule: {kind: 'cosine'},
    warmupSteps: 0,
  };
}

/**
 * The multipliers of a recipe with a smaller learning rate for all layers but the last, by the full names of the weights.
 */
export function transferMultipliers(
  model: tfl.LayersModel,
  lastLayer: string,
  {multipliers = {}}: Pick<TrainConfig, 'multipliers'>,
  oldLayersRate: number,
): WeightMultipliers {
  const table = new MultiplierTable('trainOnPhotos', multipliers);
  return Object.fromEntries(
    model.layers.flatMap(layer =>
      layer.weights.map(({originalName}) => {
        const {learningRate, weightDecay} = table.of(originalName);
        const factor = layer.name === lastLayer ? 1 : oldLayersRate;
        return [originalName, {learningRate: learningRate * factor, weightDecay}];
      }),
    ),
  );
}
