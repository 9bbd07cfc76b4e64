import * as tfl from '@tensorflow/tfjs-layers';
import {show} from '../../core/check';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import {ceilMaxPooling2d} from '../../layers/ceil-max-pooling2d';
import {paddedMaxPooling2d} from '../../layers/padded-max-pooling2d';
import type {MaxPoolRow} from '../../presets/layer-row';
import {oneSize, sizeOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import {sidesOf, type NetworkValue, type RowBody} from '../layer-forms/network-value';
import {readOnnxPool} from '../layer-forms/onnx-pooling';
import {writePool} from '../layer-forms/onnx-writing';
import {isZero, sizeArg} from './layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';
import {planPool} from './plan-pool';

/** Max pooling. */
export const maxPool: LayerKind<MaxPoolRow, 'MaxPooling2D' | 'PaddedMaxPooling2D' | 'CeilMaxPooling2D'> = {
  plan: planPool,
  className({padding = 0, ceilMode = false}) {
    if (ceilMode) {
      return 'CeilMaxPooling2D';
    }
    return isZero(padding) ? 'MaxPooling2D' : 'PaddedMaxPooling2D';
  },
};

/** The layer of a row. */
export const makeMaxPool: MakeLayer<MaxPoolRow> = row => {
  const {name} = row;
  const padding = sizeArg(row.padding ?? 0);
  const args = {name, poolSize: sizeArg(row.poolSize), strides: sizeArg(row.strides)};
  switch (maxPool.className(row)) {
    case 'MaxPooling2D':
      return tfl.layers.maxPooling2d(args);
    case 'PaddedMaxPooling2D':
      return paddedMaxPooling2d({...args, padding});
    case 'CeilMaxPooling2D':
      return ceilMaxPooling2d({...args, padding});
  }
};

/** Class names and weights of the layers. */
export const maxPoolTraits: KindTraits<'MaxPooling2D' | 'PaddedMaxPooling2D' | 'CeilMaxPooling2D'> = {
  classes: {
    MaxPooling2D: {window: 'floor'},
    PaddedMaxPooling2D: {window: 'floor'},
    CeilMaxPooling2D: {window: 'ceil'},
  },
  weights: {},
};

/** Max pooling in Caffe, for both kinds and the global pools, and in ONNX. */
export const maxPoolForms: LayerForms<'MaxPooling2D' | 'PaddedMaxPooling2D' | 'CeilMaxPooling2D'> = {
  caffe: {Pooling: readCaffe},
  onnx: {MaxPool: (node, context) => readOnnxPool('maxPool', node, context)},
  writeOnnx: {
    MaxPooling2D: (layer, graph, [x]) => {
      writePool('MaxPool', layer, graph, x, false);
    },
    PaddedMaxPooling2D: (layer, graph, [x]) => {
      writePool('MaxPool', layer, graph, x, false);
    },
    CeilMaxPooling2D: (layer, graph, [x]) => {
      writePool('MaxPool', layer, graph, x, true);
    },
  },
  takesImages: true,
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, wantsImage}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'pooling_param');
  const {pool = 'MAX'} = parameters;
  if (pool !== 'MAX' && pool !== 'AVE') {
    return rows.refuse(layer.name, `pooling of the kind ${show(pool)}`);
  }
  if (!rows.isImage(input)) {
    return rows.refuse(layer.name, 'Pooling of what is no image');
  }
  const kind = pool === 'MAX' ? 'maxPool' : 'avgPool';
  if (parameters.global_pooling === true) {
    return wantsImage(layer)
      ? rows.add(layer.name, {kind, poolSize: oneSize(sidesOf(input)), strides: 1}, [input])
      : rows.add(layer.name, {kind: pool === 'MAX' ? 'globalMaxPool' : 'globalAvgPool'}, [input]);
  }
  const size = sizeOf(parameters, 'kernel_size', 'kernel', undefined);
  const strides = sizeOf(parameters, 'stride', 'stride', 1) ?? [1, 1];
  const [padHeight, padWidth] = sizeOf(parameters, 'pad', 'pad', 0) ?? [0, 0];
  if (size === undefined) {
    return rows.refuse(layer.name, 'Pooling without kernel_size');
  }
  if (padHeight >= size[0] || padWidth >= size[1]) {
    return rows.refuse(
      layer.name,
      `a pool with a padding of ${padHeight} × ${padWidth} beside a window of ${size.join(' × ')}`,
    );
  }
  const ceilMode = parameters.round_mode !== 'FLOOR' && parameters.round_mode !== 1;
  const body: RowBody = {
    kind,
    poolSize: oneSize(size),
    strides: oneSize(strides),
    ...(padHeight === 0 && padWidth === 0 ? {} : {padding: oneSize([padHeight, padWidth])}),
    ...(ceilMode ? {ceilMode} : {}),
  };
  return rows.add(layer.name, body, [input]);
}
