import * as tfl from '@tensorflow/tfjs-layers';
import type {GlobalAvgPoolRow, GlobalMaxPoolRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import {readOnnxGlobalPool} from '../layer-forms/onnx-pooling';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {imageShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer, PlanContext, RowSizes} from './layer-kind';

/** The average of each channel. */
export const globalAvgPool: LayerKind<GlobalAvgPoolRow, 'GlobalAveragePooling2D'> = {
  plan,
  className: () => 'GlobalAveragePooling2D',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeGlobalAvgPool: MakeLayer<GlobalAvgPoolRow> = ({name}) =>
  tfl.layers.globalAveragePooling2d({name});

/** Class names and weights of the layers. */
export const globalAvgPoolTraits: KindTraits<'GlobalAveragePooling2D'> = {
  classes: {GlobalAveragePooling2D: {}},
  weights: {},
};

/** The largest value of each channel. */
export const globalMaxPool: LayerKind<GlobalMaxPoolRow, 'GlobalMaxPooling2D'> = {
  plan,
  className: () => 'GlobalMaxPooling2D',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeGlobalMaxPool: MakeLayer<GlobalMaxPoolRow> = ({name}) =>
  tfl.layers.globalMaxPooling2d({name});

/** Class names and weights of the layers. */
export const globalMaxPoolTraits: KindTraits<'GlobalMaxPooling2D'> = {
  classes: {GlobalMaxPooling2D: {}},
  weights: {},
};

function plan(_: unknown, [input]: readonly (readonly number[])[], {where}: PlanContext): RowSizes {
  const [, , channels] = imageShape(where, input);
  return {outputShape: [channels], parameters: 0, multiplyAdds: 0};
}

/** The average over the image in ONNX; for Caffe see max-pool.ts. */
export const globalAvgPoolForms: LayerForms<'GlobalAveragePooling2D'> = {
  caffe: {},
  onnx: {GlobalAveragePool: (node, context) => readOnnxGlobalPool('avgPool', node, context)},
  writeOnnx: {
    GlobalAveragePooling2D: (layer, graph, [x]) => {
      writeGlobal('GlobalAveragePool', layer, graph, x);
    },
  },
  takesImages: true,
  partsOf: (_, [channels = 1]) => [[1, 1, channels]],
};

/** The largest value of the image in ONNX; for Caffe see max-pool.ts. */
export const globalMaxPoolForms: LayerForms<'GlobalMaxPooling2D'> = {
  caffe: {},
  onnx: {GlobalMaxPool: (node, context) => readOnnxGlobalPool('maxPool', node, context)},
  writeOnnx: {
    GlobalMaxPooling2D: (layer, graph, [x]) => {
      writeGlobal('GlobalMaxPool', layer, graph, x);
    },
  },
  takesImages: true,
  partsOf: (_, [channels = 1]) => [[1, 1, channels]],
};

/** ONNX keeps an image of one pixel. */
function writeGlobal(operator: string, {name}: TracedLayer, graph: OnnxGraphWriter, x: string): void {
  graph.add('Flatten', name, [graph.add(operator, `${name}/pooled`, [x])], {axis: {int: 1}});
}
