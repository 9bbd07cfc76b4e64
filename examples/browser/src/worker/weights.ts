/** Opens weight files: finds the network they belong to, and loads them into a network with other classes. */
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  AlexNetError,
  loadWeights,
  networkOfWeights,
  parseWeightFile,
  type WeightFile,
  type WeightsNetwork,
} from 'tfjs-alexnet';
import {PRESETS, type LayerRow} from 'tfjs-alexnet/presets';
import type {WeightsChoice} from '../protocol';

export interface LoadedWeights {
  /** Preset that they belong to. */
  preset: string;
  /** The last frozen layer: the layers after it are trained. */
  boundary: string;
  /** A sentence about them. */
  words: string;
  /** Loads them into a network of that preset, except for the last layer. */
  putInto(model: tfl.LayersModel): Promise<void>;
}

/** Reads a weight file. If the weights fit more than one network and `named` is not set, returns these networks. */
export async function openWeights(
  file: Blob,
  name: string,
  named?: string,
): Promise<LoadedWeights | WeightsChoice> {
  const weights = await parseWeightFile(new Uint8Array(await file.arrayBuffer()), {fileName: name});
  const found = findNetwork(weights, name, named);
  if ('presets' in found) {
    return found;
  }
  const {preset, classes} = found;
  const rows = PRESETS[preset.id]?.layers ?? preset.layers;
  const last = rows.findLastIndex(hasWeights);
  const head = rows[last];
  // Dropout layers before the last layer are not frozen.
  const boundary = rows.slice(0, last).findLast(({kind}) => kind !== 'dropout');
  if (head === undefined || boundary === undefined) {
    throw new Error(`${name}: the network ${preset.id} has no layers before its last one.`);
  }
  return {
    preset: preset.id,
    boundary: boundary.name,
    words: `${preset.id} with ${classes} classes; its layers up to ${boundary.name} are used as pretrained layers.`,
    putInto: async model => {
      await loadWeights(model, weights, {newLayers: [head.name], fileName: name});
    },
  };
}

function findNetwork(
  {arrays}: WeightFile,
  name: string,
  named: string | undefined,
): WeightsNetwork | WeightsChoice {
  try {
    return networkOfWeights(arrays, named, name);
  } catch (error) {
    const {fits} = (error instanceof AlexNetError ? error.details : {}) as {fits?: string[]};
    if (fits === undefined) {
      throw error;
    }
    if (fits.length === 0) {
      throw new Error(
        `${name} contains the weights of an unknown network. This page supports ${Object.keys(PRESETS).join(', ')}.`,
      );
    }
    return {presets: fits};
  }
}

function hasWeights({kind}: LayerRow): boolean {
  return kind === 'conv' || kind === 'dense';
}
