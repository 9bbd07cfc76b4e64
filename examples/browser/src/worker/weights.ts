/** Weights that a person brings: which network they belong to, and how they get into one with other classes. */
import type * as tfl from '@tensorflow/tfjs-layers';
import {loadWeights, networkOfWeights, parseWeightFile} from 'tfjs-alexnet';
import {PRESETS, type LayerRow} from 'tfjs-alexnet/presets';

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

export async function openWeights(file: Blob, name: string): Promise<LoadedWeights> {
  const weights = parseWeightFile(new Uint8Array(await file.arrayBuffer()), {fileName: name});
  const {preset, classes} = networkOfWeights(weights.arrays, undefined, name);
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

function hasWeights({kind}: LayerRow): boolean {
  return kind === 'conv' || kind === 'dense';
}
