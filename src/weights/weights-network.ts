import {show} from '../core/check';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';
import {resolvePreset} from '../models/create-model';
import type {Preset} from '../presets/preset';
import {requireArrays} from './require-arrays';
import {matchWeights, type MatchOptions} from './match-weights';
import {presetSlots, fittingPresets} from './fitting-presets';

/** The preset that weights belong to, and the number of classes that they were trained for. */
export interface WeightsNetwork {
  preset: Preset;
  classes: number;
}

/**
 * Finds the network of a weight file among the presets.
 *
 * Presets whose weights have the same shapes cannot be told apart (`bvlc-alexnet` and `caffenet`): then one must be named.
 *
 * @param named the id, or a table of one's own, that the caller passes, or that the file carries.
 * @param where names the file in an error.
 * @param match how the arrays are matched. Default: by their names.
 */
export function networkOfWeights(
  arrays: readonly NamedArray[],
  named: string | Preset | undefined,
  where: string,
  match: MatchOptions = {},
): WeightsNetwork {
  requireArrays('networkOfWeights', 'arrays', arrays);
  const fits = named === undefined ? fittingPresets(arrays) : [];
  const [only] = fits;
  if (named === undefined && (only === undefined || fits.length > 1)) {
    throw new AlexNetError({
      code: only === undefined ? 'bad-weights' : 'bad-argument',
      where,
      problem:
        only === undefined
          ? 'these are the weights of no preset.'
          : 'more than one preset has weights of these shapes.',
      expected: only === undefined ? 'the weights of a preset' : `one of ${fits.join(', ')}`,
      received: arrays
        .slice(0, 4)
        .map(({name, shape}) => `${name} [${shape.join(', ')}]`)
        .join(', '),
      fix:
        only === undefined
          ? 'pass the definition of the network too (a Caffe prototxt), or build it and use loadWeights'
          : `name the one that they belong to: preset ${show(only)}, say`,
      details: {fits},
    });
  }
  const preset = resolvePreset(named ?? only ?? '');
  return {preset, classes: classesOf(preset, arrays, match)};
}

/** Outputs of the last layer in the file; the preset's own number where the file has no such layer. */
function classesOf(preset: Preset, arrays: readonly NamedArray[], match: MatchOptions): number {
  const slots = presetSlots(preset);
  const last = slots.findLast(({role}) => role === 'kernel');
  const {matched, wrongShape, layout} = matchWeights(slots, arrays, match);
  const found = [...matched, ...wrongShape].find(({slot}) => slot === last)?.array.shape;
  if (found === undefined || last === undefined) {
    return preset.classes;
  }
  // Ones in front are those of old Caffe files.
  const shape = found.slice(Math.max(0, found.length - last.shape.length));
  return (layout === 'channels-first' ? shape[0] : shape[shape.length - 1]) ?? preset.classes;
}
