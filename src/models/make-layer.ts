import * as tfl from '@tensorflow/tfjs-layers';
import {toSize, type SizeLike} from '../core/shapes';
import {RandomStream} from '../core/random';
import {gaussian} from '../initializers/gaussian';
import {msra} from '../initializers/msra';
import type {Initializer} from '../initializers/seeded-initializer';
import {truncatedGaussian} from '../initializers/truncated-gaussian';
import {xavier} from '../initializers/xavier';
import {ceilMaxPooling2d} from '../layers/ceil-max-pooling2d';
import {channelScale} from '../layers/channel-scale';
import {groupedConv2d} from '../layers/grouped-conv2d';
import {localResponseNormalization} from '../layers/local-response-normalization';
import {paddedAveragePooling2d} from '../layers/padded-average-pooling2d';
import {paddedMaxPooling2d} from '../layers/padded-max-pooling2d';
import {spatialResponseNormalization} from '../layers/spatial-response-normalization';
import {steppedDropout} from '../layers/stepped-dropout';
import type {InitConfig, LayerRow, Preset} from '../presets/preset';

/** What the making of a layer needs beside its row. */
export interface LayerSettings {
  /** How weights start where a row does not say. */
  init: Preset['init'];
  /** What 'classes' in a row stands for. */
  classes: number;
  /** Dropout of a row that has no rate of its own. */
  dropout: number;
  /** Replaces every rate where it is given. */
  dropoutForAll?: number | undefined;
  /** L2 penalty on kernels. 0 for none. */
  weightDecay: number;
  /** Start of every random draw. */
  seed: number | undefined;
}

/** Makes the layer of one row. A stock layer where one will do: a model of stock layers opens without this library. */
export function makeLayer(row: LayerRow, settings: LayerSettings): tfl.layers.Layer {
  const {name} = row;
  switch (row.kind) {
    case 'conv': {
      const {padding = 'valid', groups = 1} = row;
      const args = {
        name,
        filters: row.filters === 'classes' ? settings.classes : row.filters,
        kernelSize: sizeArg(row.kernelSize),
        strides: sizeArg(row.strides ?? 1),
        ...(isOne(row.dilation) ? {} : {dilationRate: toSize(row.dilation ?? 1)}),
        ...weightArgs(row, settings),
      };
      return isStockConv(row) && typeof padding === 'string'
        ? tfl.layers.conv2d({...args, padding})
        : groupedConv2d({...args, padding, groups});
    }
    case 'lrn': {
      const {depthRadius, bias, alpha, beta} = row;
      return localResponseNormalization({name, depthRadius, bias, alpha, beta});
    }
    case 'spatialLrn': {
      const {size, alpha, beta} = row;
      return spatialResponseNormalization({name, size, alpha, beta});
    }
    case 'maxPool': {
      const {padding = 0, ceilMode = false} = row;
      const args = {name, poolSize: sizeArg(row.poolSize), strides: sizeArg(row.strides)};
      if (ceilMode) {
        return ceilMaxPooling2d({...args, padding});
      }
      return padding === 0 ? tfl.layers.maxPooling2d(args) : paddedMaxPooling2d({...args, padding});
    }
    case 'avgPool': {
      const {padding = 0, ceilMode = false, countPadding = true} = row;
      const args = {name, poolSize: sizeArg(row.poolSize), strides: sizeArg(row.strides)};
      return padding === 0 && !ceilMode
        ? tfl.layers.averagePooling2d(args)
        : paddedAveragePooling2d({...args, padding, ceilMode, countPadding});
    }
    case 'globalAvgPool':
      return tfl.layers.globalAveragePooling2d({name});
    case 'globalMaxPool':
      return tfl.layers.globalMaxPooling2d({name});
    case 'zeroPad': {
      const [[top, bottom], [left, right]] = row.padding;
      return tfl.layers.zeroPadding2d({
        name,
        padding: [
          [top, bottom],
          [left, right],
        ],
      });
    }
    case 'activation':
      return tfl.layers.activation({name, activation: row.activation});
    case 'concat':
      return tfl.layers.concatenate({name});
    case 'eltwise':
      return {sum: tfl.layers.add, product: tfl.layers.multiply, max: tfl.layers.maximum}[row.operation]({
        name,
      });
    case 'batchNorm': {
      const {epsilon = 1e-5, momentum = 0.9, affine = true} = row;
      return tfl.layers.batchNormalization({name, epsilon, momentum, center: affine, scale: affine});
    }
    case 'scale':
      return channelScale({name, useBias: row.useBias ?? true});
    case 'flatten':
      return tfl.layers.flatten({name});
    case 'dense': {
      const units = row.units === 'classes' ? settings.classes : row.units;
      return tfl.layers.dense({name, units, ...weightArgs(row, settings)});
    }
    case 'dropout':
      return steppedDropout({
        name,
        rate: settings.dropoutForAll ?? row.rate ?? settings.dropout,
        seed: seedFor('dropout', name, settings.seed),
      });
    case 'softmax':
      return tfl.layers.softmax({name});
  }
}

/** Class of the layer that {@link makeLayer} makes of a row, as saved models name it. */
export function layerTypeOf(row: LayerRow): string {
  switch (row.kind) {
    case 'conv':
      return isStockConv(row) ? 'Conv2D' : 'GroupedConv2D';
    case 'lrn':
      return 'LocalResponseNormalization';
    case 'spatialLrn':
      return 'SpatialResponseNormalization';
    case 'maxPool':
      if (row.ceilMode === true) {
        return 'CeilMaxPooling2D';
      }
      return (row.padding ?? 0) === 0 ? 'MaxPooling2D' : 'PaddedMaxPooling2D';
    case 'avgPool':
      return (row.padding ?? 0) === 0 && row.ceilMode !== true
        ? 'AveragePooling2D'
        : 'PaddedAveragePooling2D';
    case 'globalAvgPool':
      return 'GlobalAveragePooling2D';
    case 'globalMaxPool':
      return 'GlobalMaxPooling2D';
    case 'zeroPad':
      return 'ZeroPadding2D';
    case 'activation':
      return 'Activation';
    case 'concat':
      return 'Concatenate';
    case 'eltwise':
      return {sum: 'Add', product: 'Multiply', max: 'Maximum'}[row.operation];
    case 'batchNorm':
      return 'BatchNormalization';
    case 'scale':
      return 'ChannelScale';
    case 'flatten':
      return 'Flatten';
    case 'dense':
      return 'Dense';
    case 'dropout':
      return 'SteppedDropout';
    case 'softmax':
      return 'Softmax';
  }
}

type ConvRow = Extract<LayerRow, {kind: 'conv'}>;

/** Dilated kernels have no gradient in the stock layer. */
function isStockConv({groups = 1, padding = 'valid', dilation}: ConvRow): boolean {
  return groups === 1 && typeof padding === 'string' && isOne(dilation);
}

function isOne(size: SizeLike = 1): boolean {
  return toSize(size).every(length => length === 1);
}

/** A copy that may be changed, as tfjs's arguments want it. */
function sizeArg(size: SizeLike): number | [number, number] {
  return typeof size === 'number' ? size : toSize(size);
}

function weightArgs(
  row: Extract<LayerRow, {kind: 'conv' | 'dense'}>,
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
