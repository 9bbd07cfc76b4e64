import type * as tfl from '@tensorflow/tfjs-layers';
import type {NetworkTable} from '../presets/preset';
import {resolvePreset} from './create-model';
import {kindOf, weightRole} from './layer-kinds/layer-kinds';
import {planLayers, type PlanOptions} from './plan-layers';

/** One layer of a {@link ModelDescription}. */
export interface LayerDescription {
  name: string;
  /** Class of the layer, as saved models name it. */
  type: string;
  /** Shape of the output; null is the batch. */
  outputShape: (number | null)[];
  /** Weights and biases. */
  parameters: number;
  /** Multiplications with an addition, for one image. */
  multiplyAdds: number;
}

/** Layers of a network and their cost. */
export interface ModelDescription {
  name: string;
  /** Weights and biases of all layers. */
  parameters: number;
  /** Outputs of all layers with weights: what the paper counts as neurons. */
  neurons: number;
  /** For one image. */
  multiplyAdds: number;
  layers: LayerDescription[];
}

/**
 * Counts the parameters, neurons and multiply-adds of a network, layer by layer. For a preset this is arithmetic on its
 * table: nothing is allocated, whatever the number of weights.
 *
 * @example
 * describeModel('alexnet').parameters; // 60,965,224
 */
export function describeModel(
  model: string | NetworkTable | tfl.LayersModel,
  options: PlanOptions = {},
): ModelDescription {
  return isBuilt(model) ? describeBuilt(model) : describeTable(resolvePreset(model), options);
}

/** Returns whether a value, of any type in JavaScript, is a model and not a table. */
function isBuilt(model: unknown): model is tfl.LayersModel {
  return typeof model === 'object' && model !== null && 'predict' in model;
}

function describeTable(preset: NetworkTable, options: PlanOptions): ModelDescription {
  return total(
    preset.id,
    planLayers(preset, options).map(({row, outputShape, parameters, multiplyAdds}) => ({
      name: row.name,
      type: kindOf(row).className(row),
      outputShape: [null, ...outputShape],
      parameters,
      multiplyAdds,
    })),
  );
}

function describeBuilt(model: tfl.LayersModel): ModelDescription {
  const layers = model.layers.filter(layer => layer.getClassName() !== 'InputLayer');
  return total(
    model.name,
    layers.map(layer => {
      const outputShape = (
        Array.isArray(layer.outputShape[0]) ? layer.outputShape[0] : layer.outputShape
      ) as (number | null)[];
      const input = layer.input;
      const isTransposed = layer.getClassName().endsWith('Conv2DTranspose');
      // Each value of a kernel is used once at each position of the output; of the input in a transposed convolution.
      const walked = isTransposed && !Array.isArray(input) ? input.shape : outputShape;
      const positions = walked.slice(1, -1).reduce<number>((product, length) => product * (length ?? 1), 1);
      const kernels = layer.weights.filter(
        weight => weight.shape.length > 1 && weightRole(weight.originalName) === 'kernel',
      );
      const size = kernels.reduce(
        (sum, weight) => sum + weight.shape.reduce<number>((a, b) => a * (b ?? 1), 1),
        0,
      );
      return {
        name: layer.name,
        type: layer.getClassName(),
        outputShape: [...outputShape],
        parameters: layer.countParams(),
        multiplyAdds: positions * size,
      };
    }),
  );
}

function total(name: string, layers: LayerDescription[]): ModelDescription {
  const sum = (of: (layer: LayerDescription) => number): number =>
    layers.reduce((result, layer) => result + of(layer), 0);
  return {
    name,
    parameters: sum(layer => layer.parameters),
    neurons: sum(layer =>
      layer.parameters === 0
        ? 0
        : layer.outputShape.reduce<number>((product, length) => product * (length ?? 1), 1),
    ),
    multiplyAdds: sum(layer => layer.multiplyAdds),
    layers,
  };
}
