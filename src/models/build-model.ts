import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {RandomStream} from '../core/random';
import {gaussian} from '../initializers/gaussian';
import {msra} from '../initializers/msra';
import type {Initializer} from '../initializers/seeded-initializer';
import {truncatedGaussian} from '../initializers/truncated-gaussian';
import {xavier} from '../initializers/xavier';
import {ceilMaxPooling2d} from '../layers/ceil-max-pooling2d';
import {groupedConv2d} from '../layers/grouped-conv2d';
import {localResponseNormalization} from '../layers/local-response-normalization';
import {registerLayers} from '../layers/register-layers';
import {steppedDropout} from '../layers/stepped-dropout';
import type {InitConfig, LayerRow, Preset} from '../presets/preset';
import {planLayers, type PlanOptions} from './plan-layers';

/** Options of `createModel` that a preset leaves open. */
export interface BuildModelOptions extends PlanOptions {
  /** Part of the units that dropout switches off. In [0, 1). Default: the preset's (0.5). */
  dropout?: number;
  /**
   * L2 penalty on kernels, ½ · weightDecay · Σ w², for training with stock optimizers through `model.fit`. Default
   * none. Trap: `MomentumSGD` has a weight decay of its own; give one of the two only.
   */
  weightDecay?: number;
  /** Start of every random draw: weights and dropout. Whole, ≥ 0. Default: drawn at random. */
  seed?: number;
}

const OPTIONS = ['classes', 'inputShape', 'lrn', 'activation', 'dropout', 'weightDecay', 'seed'];

/** Makes the network that a table describes. Knows no preset by name. */
export function buildModel(preset: Preset, options: BuildModelOptions = {}): tfl.LayersModel {
  const check = checksFor(`createModel "${preset.id}"`);
  check.knownKeys('options', options, OPTIONS);
  const {
    classes = preset.classes,
    dropout = preset.dropout,
    weightDecay,
    seed,
    inputShape = preset.inputShape,
  } = options;
  check.finite('dropout', dropout, 0, 1 - Number.EPSILON);
  const settings: LayerSettings = {
    preset,
    classes,
    dropout,
    weightDecay: weightDecay === undefined ? 0 : check.finite('weightDecay', weightDecay, 0),
    seed: seed === undefined ? undefined : check.integer('seed', seed, 0, Number.MAX_SAFE_INTEGER),
  };
  const rows = planLayers(preset, options).map(layer => layer.row);
  registerLayers();
  const input = tfl.input({shape: [...inputShape], name: 'data'});
  let output = input;
  for (const row of rows) {
    output = makeLayer(row, settings).apply(output) as tfl.SymbolicTensor;
  }
  return tfl.model({inputs: input, outputs: output, name: preset.id});
}

interface LayerSettings {
  preset: Preset;
  classes: number;
  dropout: number;
  weightDecay: number;
  seed: number | undefined;
}

function makeLayer(row: LayerRow, settings: LayerSettings): tfl.layers.Layer {
  const {name} = row;
  switch (row.kind) {
    case 'conv': {
      const {filters, kernelSize, strides = 1, padding = 'valid', groups = 1} = row;
      const args = {name, filters, kernelSize, strides, ...weightArgs(row, settings)};
      // The stock layer where it will do: a model of stock layers opens without this library.
      return groups === 1 && typeof padding === 'string'
        ? tfl.layers.conv2d({...args, padding})
        : groupedConv2d({...args, padding, groups});
    }
    case 'lrn': {
      const {depthRadius, bias, alpha, beta} = row;
      return localResponseNormalization({name, depthRadius, bias, alpha, beta});
    }
    case 'maxPool': {
      const {poolSize, strides, ceilMode = false} = row;
      return ceilMode
        ? ceilMaxPooling2d({name, poolSize, strides})
        : tfl.layers.maxPooling2d({name, poolSize, strides});
    }
    case 'flatten':
      return tfl.layers.flatten({name});
    case 'dense': {
      const units = row.units === 'classes' ? settings.classes : row.units;
      return tfl.layers.dense({name, units, ...weightArgs(row, settings)});
    }
    case 'dropout':
      return steppedDropout({name, rate: settings.dropout, seed: seedFor('dropout', name, settings.seed)});
    case 'softmax':
      return tfl.layers.softmax({name});
  }
}

function weightArgs(
  {name, activation = 'linear', kernelInit, biasInit}: Extract<LayerRow, {kind: 'conv' | 'dense'}>,
  {preset, weightDecay, seed}: LayerSettings,
): Pick<
  Parameters<typeof tfl.layers.dense>[0],
  'activation' | 'kernelInitializer' | 'biasInitializer' | 'kernelRegularizer'
> {
  const args = {
    activation,
    kernelInitializer: makeInitializer(kernelInit ?? preset.init.kernel, seedFor('init', name, seed)),
    biasInitializer: tfl.initializers.constant({value: biasInit ?? preset.init.bias}),
  };
  return weightDecay === 0 ? args : {...args, kernelRegularizer: tfl.regularizers.l2({l2: weightDecay / 2})};
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

/** A seed of its own for each layer, so that two layers of one shape do not start alike. */
function seedFor(purpose: string, layer: string, seed: number | undefined): number | undefined {
  return seed === undefined ? undefined : RandomStream.derive(seed, purpose, layer).uint32();
}
