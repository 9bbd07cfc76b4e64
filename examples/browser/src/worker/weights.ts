/** Weights that a person brings: which network they belong to, and how they get into one with other classes. */
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
  /** The last layer whose output is taken as it is: what follows is learned anew. */
  boundary: string;
  /** A sentence about them. */
  words: string;
  /** Puts them into a network of that preset, except the last layer. */
  putInto(model: tfl.LayersModel): Promise<void>;
}

/** Reads a file of weights. Where they fit more than one network and `named` says none, tells which they fit. */
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
  // Dropout stands between: it is part of what learns.
  const boundary = rows.slice(0, last).findLast(({kind}) => kind !== 'dropout');
  if (head === undefined || boundary === undefined) {
    throw new Error(`${name}: the network ${preset.id} has no layers before its last one.`);
  }
  return {
    preset: preset.id,
    boundary: boundary.name,
    words: `${preset.id} with ${classes} classes; all layers up to ${boundary.name} are kept.`,
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
        `${name} holds the weights of a network that this page does not have. It has ${Object.keys(PRESETS).join(', ')}.`,
      );
    }
    return {presets: fits};
  }
}

function hasWeights({kind}: LayerRow): boolean {
  return kind === 'conv' || kind === 'dense';
}
