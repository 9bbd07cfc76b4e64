import {spatialResponseNormalization} from '../../layers/spatial-response-normalization';
import type {SpatialLRNRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {imageShape, sameShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** Local response normalization within each channel. */
export const spatialLrn: LayerKind<SpatialLRNRow, 'SpatialResponseNormalization'> = {
  plan(_, inputs, {where}) {
    imageShape(where, inputs[0]);
    return sameShape(inputs);
  },
  className: () => 'SpatialResponseNormalization',
  leftOutBy: 'lrn',
};

/** The layer of a row. */
export const makeSpatialLrn: MakeLayer<SpatialLRNRow> = ({name, size, alpha, beta}) =>
  spatialResponseNormalization({name, size, alpha, beta});

/** Class names and weights of the layers. */
export const spatialLrnTraits: KindTraits<'SpatialResponseNormalization'> = {
  classes: {SpatialResponseNormalization: {}},
  weights: {},
};

/** In Caffe a variant of LRN, see lrn.ts; ONNX has no operator, and its graphs write the formula out. */
export const spatialLrnForms: LayerForms<'SpatialResponseNormalization'> = {
  caffe: {},
  onnx: {},
  writeOnnx: {SpatialResponseNormalization: writeOnnx},
  takesImages: true,
};

/** x / (1 + alpha / size² · Σ x²)^beta over a square window, of operators that there are. */
function writeOnnx(
  {name, config}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const size = Number(config.size);
  const border = (size - 1) / 2;
  const square = graph.add('Mul', `${name}/square`, [x, x]);
  const mean = graph.add('AveragePool', `${name}/mean`, [square], {
    kernel_shape: {ints: [size, size]},
    strides: {ints: [1, 1]},
    pads: {ints: [border, border, border, border]},
    count_include_pad: {int: 1},
  });
  const constant = (suffix: string, value: number): string =>
    graph.constant(`${name}/${suffix}`, [], [value]);
  const energy = graph.add('Mul', `${name}/energy`, [mean, constant('alpha', Number(config.alpha))]);
  const base = graph.add('Add', `${name}/base`, [energy, constant('one', 1)]);
  const divisor = graph.add('Pow', `${name}/divisor`, [base, constant('beta', Number(config.beta))]);
  graph.add('Div', name, [x, divisor]);
}
