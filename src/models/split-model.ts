import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {traitsOf} from './layer-kinds/layer-kinds';
import {traceModel, type TracedLayer} from './trace-model';

/**
 * Finds the last place at which a network can be cut so that all that lies before it never changes: the whole network
 * behind it depends on the output of this one layer, and no weight up to it is trained.
 *
 * Layers without weights that follow a frozen one (a pool, say) belong to the part before the cut; dropout does not,
 * because its draws are the point of it.
 *
 * @returns the layer's name; undefined where not even the first layer with weights is frozen.
 */
export function frozenBoundary(model: tfl.LayersModel): string | undefined {
  const layers = traceModel(model);
  const isFixed = new Map<string, boolean>();
  let boundary: string | undefined;
  const isTrained = new Set(
    model.layers.filter(layer => layer.trainableWeights.length > 0).map(({name}) => name),
  );
  for (const {name, type, inputs} of layers) {
    const fixed =
      inputs.every(input => isFixed.get(input) === true) &&
      !isTrained.has(name) &&
      // A layer without trained weights may still move its statistics.
      !(traitsOf(type).movesStatistics && model.getLayer(name).trainable) &&
      // A frozen dense layer keeps the dropout in front of it inside: there it is switched off.
      (!traitsOf(type).isRandom || hasFrozenWeightsBehind(name, layers, model));
    isFixed.set(name, fixed);
    if (fixed && type !== 'InputLayer' && isCut(name, layers)) {
      boundary = name;
    }
  }
  const upTo = boundary === undefined ? new Set<string>() : ancestorsOf(boundary, layers);
  // Without a weight before it there is nothing worth keeping.
  return model.layers.some(layer => upTo.has(layer.name) && layer.weights.length > 0) ? boundary : undefined;
}

/** Whether all that a dropout layer feeds leads into frozen weights. */
function hasFrozenWeightsBehind(
  name: string,
  layers: readonly TracedLayer[],
  model: tfl.LayersModel,
): boolean {
  const followers = layers.filter(({inputs}) => inputs.includes(name));
  return (
    followers.length > 0 &&
    followers.every(follower => {
      const layer = model.getLayer(follower.name);
      return layer.weights.length > 0
        ? layer.trainableWeights.length === 0
        : hasFrozenWeightsBehind(follower.name, layers, model);
    })
  );
}

/** A layer and all that feeds it. */
function ancestorsOf(name: string, layers: readonly TracedLayer[]): Set<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!found.has(next)) {
      found.add(next);
      const current = next;
      open.push(...(layers.find(layer => layer.name === current)?.inputs ?? []));
    }
  }
  return found;
}

/** Whether every layer that is not before `name` takes its inputs from `name` or from what lies behind it. */
function isCut(name: string, layers: readonly TracedLayer[]): boolean {
  const before = ancestorsOf(name, layers);
  return layers
    .filter(layer => !before.has(layer.name))
    .every(({inputs}) => inputs.length > 0 && inputs.every(input => input === name || !before.has(input)));
}

/**
 * Runs the layers of a model behind a given layer on that layer's output.
 *
 * @param boundary a layer on whose output alone everything behind it depends, see {@link frozenBoundary}.
 */
export function runBehind(
  model: tfl.LayersModel,
  boundary: string,
  value: tf.Tensor,
  options: {training?: boolean} = {},
): tf.Tensor {
  const outputs = new Map<string, tf.Tensor>([[boundary, value]]);
  let last = value;
  for (const layer of model.layers) {
    const names = layer.inboundNodes[0]?.inboundLayers.map(({name}) => name) ?? [];
    const inputs = names.map(name => outputs.get(name)).filter(tensor => tensor !== undefined);
    if (inputs.length > 0 && !outputs.has(layer.name)) {
      const [first] = inputs;
      last = layer.apply(inputs.length === 1 && first !== undefined ? first : inputs, {
        training: options.training === true,
      }) as tf.Tensor;
      outputs.set(layer.name, last);
    }
  }
  return last;
}
