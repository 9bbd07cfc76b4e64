import type {NamedArray} from '../core/named-array';
import {planPreset, type PlannedLayer} from '../models/plan-layers';
import type {Preset} from '../presets/preset';
import {PRESETS} from '../presets/presets';
import {toSize} from '../core/shapes';
import type {WeightLayout, WeightSlot} from '../models/weight-layout';
import {matchWeights} from './match-weights';

/**
 * Ids of the presets whose weights a file holds, whatever the number of classes: all but those of the last layer fit. Of
 * several the ones that leave the fewest arrays over: VGG-19 has every layer of VGG-16, and more. Nothing is built for it:
 * the shapes come from the presets' tables.
 */
export function fittingPresets(arrays: readonly NamedArray[], layouts?: readonly WeightLayout[]): string[] {
  const fits = Object.values(PRESETS).flatMap(preset => {
    const slots = presetSlots(preset);
    const last = slots[slots.length - 1]?.layer;
    const inner = slots.filter(({layer}) => layer !== last);
    const {matched, extra} = matchWeights(inner, arrays, {layouts});
    return matched.length === inner.length ? [{id: preset.id, extra: extra.length}] : [];
  });
  const fewest = fits.reduce((least, {extra}) => Math.min(least, extra), Infinity);
  return fits.filter(({extra}) => extra === fewest).map(({id}) => id);
}

/** The weights of a preset by its table: kernels and biases, as the built network would have them. */
export function presetSlots(preset: Preset): WeightSlot[] {
  return planPreset(preset).flatMap(layer => slotsOf(layer, preset.classes));
}

function slotsOf({row, inputShape}: PlannedLayer, classes: number): WeightSlot[] {
  const {name} = row;
  const channels = inputShape[inputShape.length - 1] ?? 1;
  const slot = (part: string, role: WeightSlot['role'], shape: number[]): WeightSlot => ({
    name: `${name}/${part}`,
    layer: name,
    role,
    shape,
  });
  const vector = (part: string, role: WeightSlot['role']): WeightSlot => ({
    ...slot(part, role, [channels]),
    ...(row.kind === 'batchNorm' ? {hasStatistics: true} : {}),
  });
  switch (row.kind) {
    case 'conv': {
      const filters = row.filters === 'classes' ? classes : row.filters;
      const kernel = [...toSize(row.kernelSize), channels / (row.groups ?? 1), filters];
      const bias = row.useBias === false ? [] : [slot('bias', 'bias', [filters])];
      return [slot('kernel', 'kernel', kernel), ...bias];
    }
    case 'dense': {
      const units = row.units === 'classes' ? classes : row.units;
      const bias = row.useBias === false ? [] : [slot('bias', 'bias', [units])];
      return [slot('kernel', 'kernel', [channels, units]), ...bias];
    }
    case 'batchNorm':
      return [
        ...(row.affine === false ? [] : [vector('gamma', 'scale'), vector('beta', 'offset')]),
        vector('moving_mean', 'mean'),
        vector('moving_variance', 'variance'),
      ];
    case 'scale':
      return [vector('gamma', 'scale'), ...(row.useBias === false ? [] : [vector('beta', 'offset')])];
    default:
      return [];
  }
}
