/** Arguments of tfjs layers that several kinds of rows have. */
import * as tfl from '@tensorflow/tfjs-layers';
import {RandomStream} from '../../core/random';
import {toSize, type SizeLike} from '../../core/shapes';
import {gaussian} from '../../initializers/gaussian';
import {msra} from '../../initializers/msra';
import type {Initializer} from '../../initializers/seeded-initializer';
import {truncatedGaussian} from '../../initializers/truncated-gaussian';
import {xavier} from '../../initializers/xavier';
import type {ConvRow, DeconvRow, DenseRow, InitConfig} from '../../presets/layer-row';
import type {LayerSettings} from './layer-kind';

/** A copy that may be changed, as tfjs's arguments want it. */
export function sizeArg(size: SizeLike): number | [number, number] {
  return typeof size === 'number' ? size : toSize(size);
}

/** Whether height and width are 1. */
export function isOne(size: SizeLike = 1): boolean {
  return toSize(size).every(length => length === 1);
}

/** Whether height and width are 0. */
export function isZero(size: SizeLike): boolean {
  return toSize(size).every(length => length === 0);
}

/** Activation, initializers and regularizer of a layer with kernel and bias. */
export function weightArgs(
  row: ConvRow | DeconvRow | DenseRow,
  {init, weightDecay, seed}: LayerSettings,
): Pick<
  Parameters<typeof tfl.layers.dense>[0],
  'activation' | 'useBias' | 'kernelInitializer' | 'biasInitializer' | 'kernelRegularizer'
> {
  const {name, activation = 'linear', useBias = true, kernelInit = init.kernel, biasInit = init.bias} = row;
  const args = {
    activation,
    useBias,
    kernelInitializer: makeInitializer(kernelInit, seedFor('init', name, seed)),
    biasInitializer: tfl.initializers.constant({value: biasInit}),
  };
  return weightDecay === 0 ? args : {...args, kernelRegularizer: tfl.regularizers.l2({l2: weightDecay / 2})};
}

/** A seed of its own for each layer, so that two layers of one shape do not start alike. */
export function seedFor(purpose: string, layer: string, seed: number | undefined): number | undefined {
  return seed === undefined ? undefined : RandomStream.derive(seed, purpose, layer).uint32();
}

function makeInitializer(config: InitConfig, seed: number | undefined): Initializer {
  switch (config.kind) {
    case 'gaussian':
      return gaussian({stddev: config.stddev, seed});
    case 'truncatedGaussian':
      return truncatedGaussian({stddev: config.stddev, seed});
    case 'msra':
      return msra({seed});
    case 'xavier':
      return xavier({seed});
  }
}
