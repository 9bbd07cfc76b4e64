import {ALEXNET} from './alexnet';
import {ALEXNET_ONE_TOWER} from './alexnet-one-tower';
import {ALEXNET_OWT} from './alexnet-owt';
import {BVLC_ALEXNET} from './bvlc-alexnet';
import {CAFFENET} from './caffenet';
import {ALEXNET_MINI} from './alexnet-mini';
import type {Preset} from './preset';
import {SQUEEZENET_1_0} from './squeezenet-1-0';
import {SQUEEZENET_1_1} from './squeezenet-1-1';

/** Every preset by its id. */
export const PRESETS: Readonly<Record<string, Preset>> = Object.freeze(
  Object.fromEntries(
    [
      ALEXNET,
      ALEXNET_ONE_TOWER,
      ALEXNET_OWT,
      BVLC_ALEXNET,
      CAFFENET,
      ALEXNET_MINI,
      SQUEEZENET_1_0,
      SQUEEZENET_1_1,
    ].map(preset => [preset.id, preset]),
  ),
);

/** The ids of all presets, those of the paper first. */
export function listPresets(): string[] {
  return Object.keys(PRESETS);
}
