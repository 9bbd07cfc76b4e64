import type * as tfl from '@tensorflow/tfjs-layers';
import type {KnownOptions} from '../core/check-options';
import {LAYER_OPTIONS} from './layer-args';

/** Options of every convolution of this library: those of tfjs's layers, and `groups`. */
export const CONVOLUTION_OPTIONS: KnownOptions<Parameters<typeof tfl.layers.conv2d>[0] & {groups?: number}> =
  {
    ...LAYER_OPTIONS,
    filters: true,
    kernelSize: true,
    strides: true,
    padding: true,
    dataFormat: true,
    dilationRate: true,
    groups: true,
    activation: true,
    useBias: true,
    kernelInitializer: true,
    kernelConstraint: true,
    kernelRegularizer: true,
    biasInitializer: true,
    biasConstraint: true,
    biasRegularizer: true,
    activityRegularizer: true,
  };
