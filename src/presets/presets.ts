import {ALEXNET} from './networks/alexnet';
import {ALEXNET_ONE_TOWER} from './networks/alexnet-one-tower';
import {ALEXNET_OWT} from './networks/alexnet-owt';
import {BVLC_ALEXNET} from './networks/bvlc-alexnet';
import {CAFFENET} from './networks/caffenet';
import {ALEXNET_MINI} from './networks/alexnet-mini';
import {LENET5} from './networks/lenet5';
import {ZFNET} from './networks/zfnet';
import {OVERFEAT_FAST} from './networks/overfeat-fast';
import {CNN_F} from './networks/cnn-f';
import {CNN_M} from './networks/cnn-m';
import {CNN_S} from './networks/cnn-s';
import {GOOGLENET} from './networks/googlenet';
import {GOOGLENET_BN} from './networks/googlenet-bn';
import {NIN_IMAGENET} from './networks/nin-imagenet';
import {NIN_CIFAR10} from './networks/nin-cifar10';
import {CIFAR10_QUICK} from './networks/cifar10-quick';
import {CIFAR10_FULL} from './networks/cifar10-full';
import type {Preset} from './preset';
import {SQUEEZENET_1_0} from './networks/squeezenet-1-0';
import {SQUEEZENET_1_1} from './networks/squeezenet-1-1';
import {VGG11, VGG16, VGG19} from './networks/vgg';

/** Name of a preset: the `id` of its table. */
export type PresetName =
  | 'alexnet'
  | 'alexnet-one-tower'
  | 'alexnet-owt'
  | 'bvlc-alexnet'
  | 'caffenet'
  | 'alexnet-mini'
  | 'squeezenet1.0'
  | 'squeezenet1.1'
  | 'zfnet'
  | 'overfeat-fast'
  | 'cnn-f'
  | 'cnn-m'
  | 'cnn-s'
  | 'vgg11'
  | 'vgg16'
  | 'vgg19'
  | 'googlenet'
  | 'googlenet-bn'
  | 'nin-imagenet'
  | 'lenet5'
  | 'nin-cifar10'
  | 'cifar10-quick'
  | 'cifar10-full';

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
      ZFNET,
      OVERFEAT_FAST,
      CNN_F,
      CNN_M,
      CNN_S,
      VGG11,
      VGG16,
      VGG19,
      GOOGLENET,
      GOOGLENET_BN,
      NIN_IMAGENET,
      LENET5,
      NIN_CIFAR10,
      CIFAR10_QUICK,
      CIFAR10_FULL,
    ].map(preset => [preset.id, preset]),
  ),
);

/** The ids of all presets, those of the AlexNet paper first. */
export function listPresets(): PresetName[] {
  return Object.keys(PRESETS) as PresetName[];
}
