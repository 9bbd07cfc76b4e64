import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../core/check';
import type {NamedArray} from '../core/named-array';
import {requireModel} from '../models/require-model';
import {AlexNetError} from '../errors';
import {readModelWeights} from '../models/model-weights';
import {traceModel} from '../models/trace-model';
import {weightSlots} from '../models/weight-slots';
import {fromChannelsLast, type WeightLayout} from '../models/weight-layout';
import {KEY_MAPS} from './key-map-names';
import {TORCHVISION_MODULES} from './key-map-torchvision';

/** Whose names and layout weights are written with: this library's, torchvision's, those of a PyTorch module called alike, Caffe's. */
export type ExportKeys = 'own' | 'torchvision' | 'torch' | 'caffe';

/** Options of exporting weights. */
export interface ExportWeightsOptions {
  /** Default 'own'. */
  keys?: ExportKeys;
  /** Which of torchvision's networks this is, by the id of its preset. Default: the model's name. */
  preset?: string;
}

/** Layout of each program's kernels. */
export const EXPORT_LAYOUTS: Readonly<Record<ExportKeys, WeightLayout>> = {
  own: 'channels-last',
  torchvision: 'channels-first',
  torch: 'channels-first',
  caffe: 'channels-first',
};

/**
 * The weights of a model under the names and in the layout of another program; see `writeSafetensors` and `writeNpz`
 * for whole files.
 *
 * @throws bad-argument for names of torchvision where it has no such network.
 */
export async function exportWeights(
  model: tfl.LayersModel,
  options: ExportWeightsOptions = {},
): Promise<NamedArray[]> {
  requireModel('exportWeights', model);
  const {keys = 'own', preset = model.name} = options;
  const id = keys === 'torchvision' ? `torchvision:${preset}` : keys;
  const map = KEY_MAPS.find(candidate => candidate.id === id);
  if (map === undefined) {
    const known = Object.keys(TORCHVISION_MODULES);
    const near = nearest(preset, known);
    throw new AlexNetError({
      code: 'bad-argument',
      where: `exportWeights of model "${model.name}"`,
      problem: `torchvision has no network like ${show(preset)}.`,
      expected: `one of ${known.join(', ')}`,
      received: show(preset),
      fix:
        near === undefined
          ? "use the names of this library or of PyTorch modules called alike: keys: 'own' or 'torch'"
          : `did you mean {preset: ${show(near)}}?`,
    });
  }
  const slots = weightSlots(traceModel(model));
  // By name: a model lists its frozen weights last, whatever their layers.
  const weights = new Map((await readModelWeights(model)).map(weight => [weight.name, weight]));
  return slots.map(slot => {
    const name = map.nameOf(slot);
    const weight = weights.get(slot.name);
    if (name === undefined || weight === undefined) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: `exportWeights of model "${model.name}"`,
        problem: `${slot.name} has no place in torchvision's ${preset}.`,
        expected: 'the layers of that network and no others',
        received: slot.name,
        fix: "use the names of this library or of PyTorch modules called alike: keys: 'own' or 'torch'",
      });
    }
    return fromChannelsLast(weight.data, slot, EXPORT_LAYOUTS[keys], name);
  });
}
