import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../../core/check';
import {AlexNetError} from '../../errors';
import {traitsOf} from '../../models/layer-kinds/layer-kinds';

/**
 * Freezes a layer and all layers that feed it, back to the input: none of their weights change in training, the moving
 * means and variances of batch normalization included. As in Keras, these layers run in inference mode in training too.
 *
 * Pitfall: a branch beside that layer, which does not feed it, is still trained.
 *
 * @returns the names of the frozen layers that have weights.
 *
 * @category Models
 *
 * @example
 * freezeLayers(model, 'pool5'); // trains fc6, fc7 and fc8 only
 */
export function freezeLayers(model: tfl.LayersModel, lastFrozen: string): string[] {
  const names = model.layers.map(({name}) => name);
  if (!names.includes(lastFrozen)) {
    const near = nearest(lastFrozen, names);
    throw new AlexNetError({
      code: 'bad-argument',
      where: `freezeLayers "${model.name}"`,
      problem: `there is no layer ${show(lastFrozen)}.`,
      expected: `one of ${names.join(', ')}`,
      received: show(lastFrozen),
      fix: near === undefined ? 'choose one of the layers above' : `did you mean ${show(near)}?`,
    });
  }
  const feeding = layersThatFeed(model.getLayer(lastFrozen));
  const frozen = model.layers.filter(layer => feeding.has(layer));
  for (const layer of frozen) {
    layer.trainable = false;
    holdStatistics(layer);
  }
  return frozen.filter(layer => layer.weights.length > 0).map(({name}) => name);
}

/** Returns a layer and every layer on a path from an input to it. */
function layersThatFeed(layer: tfl.layers.Layer): Set<tfl.layers.Layer> {
  const found = new Set<tfl.layers.Layer>();
  const queue = [layer];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (!found.has(next)) {
      found.add(next);
      queue.push(...next.inboundNodes.flatMap(node => node.inboundLayers));
    }
  }
  return found;
}

const held = new WeakSet<tfl.layers.Layer>();

/** Runs a layer with moving statistics in inference mode while it is frozen: tfjs would still update them. */
function holdStatistics(layer: tfl.layers.Layer): void {
  if (!traitsOf(layer.getClassName()).movesStatistics || held.has(layer)) {
    return;
  }
  held.add(layer);
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => call(inputs, layer.trainable ? kwargs : {...kwargs, training: false});
}
