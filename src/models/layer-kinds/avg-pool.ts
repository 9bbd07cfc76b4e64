import * as tfl from '@tensorflow/tfjs-layers';
import {paddedAveragePooling2d} from '../../layers/padded-average-pooling2d';
import type {AvgPoolRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import {readOnnxLpPool, readOnnxPool} from '../layer-forms/onnx-pooling';
import {writePool} from '../layer-forms/onnx-writing';
import {isZero, sizeArg} from './layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';
import {planPool} from './plan-pool';

/** Average pooling. */
export const avgPool: LayerKind<AvgPoolRow, 'AveragePooling2D' | 'PaddedAveragePooling2D'> = {
  plan: planPool,
  className: ({padding = 0, ceilMode = false}) =>
    isZero(padding) && !ceilMode ? 'AveragePooling2D' : 'PaddedAveragePooling2D',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeAvgPool: MakeLayer<AvgPoolRow> = row => {
  const {name, ceilMode = false, countPadding = true} = row;
  const padding = sizeArg(row.padding ?? 0);
  const args = {name, poolSize: sizeArg(row.poolSize), strides: sizeArg(row.strides)};
  return avgPool.className(row) === 'AveragePooling2D'
    ? tfl.layers.averagePooling2d(args)
    : paddedAveragePooling2d({...args, padding, ceilMode, countPadding});
};

/** Class names and weights of the layers. */
export const avgPoolTraits: KindTraits<'AveragePooling2D' | 'PaddedAveragePooling2D'> = {
  classes: {AveragePooling2D: {window: 'floor'}, PaddedAveragePooling2D: {window: 'ceil'}},
  weights: {},
};

/** Average pooling in ONNX; for Caffe see max-pool.ts. */
export const avgPoolForms: LayerForms<'AveragePooling2D' | 'PaddedAveragePooling2D'> = {
  caffe: {},
  onnx: {
    AveragePool: (node, context) => readOnnxPool('avgPool', node, context),
    LpPool: readOnnxLpPool,
  },
  writeOnnx: {
    AveragePooling2D: (layer, graph, [x]) => {
      writePool('AveragePool', layer, graph, x, false);
    },
    PaddedAveragePooling2D: (layer, graph, [x]) => {
      writePool('AveragePool', layer, graph, x, layer.config.ceilMode === true);
    },
  },
  takesImages: true,
};
