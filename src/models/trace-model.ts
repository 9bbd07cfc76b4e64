import type * as tfl from '@tensorflow/tfjs-layers';
import {AlexNetError} from '../errors';

/** One layer of a {@link traceModel}: what it is, what it takes and what it holds, as plain data. */
export interface TracedLayer {
  name: string;
  /** Class of the layer, as saved models name it. */
  type: string;
  /** Every resolved argument, under the names of tfjs. */
  config: Readonly<Record<string, unknown>>;
  /** Names of the layers whose outputs it takes, in order. */
  inputs: string[];
  /** Shape of each of them, without the batch. */
  inputShapes: number[][];
  /** Without the batch. */
  outputShape: number[];
  /** Names and shapes of its weights, in its order. */
  weights: {name: string; shape: number[]}[];
}

/**
 * The layers of a model, its input first, in an order in which each stands behind those that it takes from.
 *
 * @throws unsupported where a layer is used twice, has several outputs, or takes images of an unknown size.
 */
export function traceModel(model: tfl.LayersModel): TracedLayer[] {
  // The layers of a sequential model do not name its input.
  const inputs = model.layers
    .flatMap(layer => layer.inboundNodes.flatMap(node => node.inboundLayers))
    .filter(
      (layer, i, all) =>
        layer.getClassName() === 'InputLayer' && !model.layers.includes(layer) && all.indexOf(layer) === i,
    );
  return [...inputs, ...model.layers].map(layer => {
    const [node, ...others] = layer.inboundNodes;
    const refuse = (problem: string, received: string): AlexNetError =>
      new AlexNetError({
        code: 'unsupported',
        where: `model "${model.name}", layer "${layer.name}"`,
        problem,
        expected: 'a network whose layers are used once, with one output each, and sizes that are known',
        received,
        fix: 'build the model anew with one layer per use and an inputShape without null',
      });
    if (node === undefined || others.length > 0) {
      throw refuse('the layer is not used exactly once.', `${layer.inboundNodes.length} uses`);
    }
    if (node.outputTensors.length !== 1) {
      throw refuse('the layer has several outputs.', `${node.outputTensors.length} outputs`);
    }
    const sizes = (shape: tfl.Shape): number[] =>
      shape.slice(1).map(size => {
        if (size === null) {
          throw refuse('the size of its image is not known.', `[${shape.map(s => s ?? '?').join(', ')}]`);
        }
        return size;
      });
    return {
      name: layer.name,
      type: layer.getClassName(),
      config: layer.getConfig(),
      inputs: node.inboundLayers.map(({name}) => name),
      inputShapes: node.inputTensors.map(({shape}) => sizes(shape)),
      outputShape: sizes(node.outputTensors[0]?.shape ?? []),
      weights: layer.weights.map(({originalName, shape}) => ({name: originalName, shape: shape.map(Number)})),
    };
  });
}
