import * as tfl from '@tensorflow/tfjs-layers';
import {listOf, messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {FlattenRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {imageShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** An image as one row of numbers. */
export const flatten: LayerKind<FlattenRow, 'Flatten'> = {
  plan(_, [input], {where}) {
    const [height, width, channels] = imageShape(where, input);
    return {outputShape: [height * width * channels], parameters: 0, multiplyAdds: 0};
  },
  className: () => 'Flatten',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeFlatten: MakeLayer<FlattenRow> = ({name}) => tfl.layers.flatten({name});

/** Class names and weights of the layers. */
export const flattenTraits: KindTraits<'Flatten'> = {
  classes: {Flatten: {}},
  weights: {},
};

/** Flattened images in Caffe and ONNX, whose order of values is channels, height, width; for reading ONNX see onnx-sizes.ts. */
export const flattenForms: LayerForms<'Flatten'> = {
  caffe: {Flatten: readCaffe, Reshape: readReshape},
  onnx: {},
  writeOnnx: {
    Flatten({name}, graph, [x]) {
      const image = graph.isTransposed(name)
        ? graph.add('Transpose', `${name}/channels-last`, [x], {perm: {ints: [0, 2, 3, 1]}})
        : x;
      graph.add('Flatten', name, [image], {axis: {int: 1}});
    },
  },
  partsOf([source], shape) {
    const [height = 1, width = 1, channels = 1] = source?.shape ?? shape;
    return [[height, width, channels]];
  },
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'flatten_param');
  if (numberOf(parameters, 'axis', 1) !== 1 || numberOf(parameters, 'end_axis', -1) !== -1) {
    return rows.refuse(layer.name, 'Flatten over some axes only');
  }
  return input.shape.length === 1 ? input : rows.add(layer.name, {kind: 'flatten'}, [input]);
}

/** A Reshape that flattens an image, or changes nothing. */
function readReshape(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'reshape_param');
  const dims = listOf(messageOf(parameters, 'shape'), 'dim').map(Number);
  const [height = 1, width = 1, channels = 1] = input.shape;
  const sizes = input.shape.length === 3 ? [channels, height, width] : [...input.shape];
  // The batch counts as −1: its size is not known here.
  const all = [-1, ...sizes];
  const axis = numberOf(parameters, 'axis', 0);
  const first = axis < 0 ? axis + all.length + 1 : axis;
  const count = numberOf(parameters, 'num_axes', -1);
  const end = count < 0 ? all.length : first + count;
  const wanted = [
    ...all.slice(0, first),
    ...dims.map((dim, i) => (dim === 0 ? (all[first + i] ?? 0) : dim)),
    ...all.slice(end),
  ];
  const [, ...rest] = wanted;
  const known = rest.filter(dim => dim > 0).reduce((product, dim) => product * dim, 1);
  const total = sizes.reduce((product, dim) => product * dim, 1);
  const shape = rest.map(dim => (dim === -1 ? total / known : dim));
  const isWhole = shape.reduce((product, dim) => product * dim, 1) === total;
  if (isWhole && shape.length === 1) {
    return input.shape.length === 1 ? input : rows.add(layer.name, {kind: 'flatten'}, [input]);
  }
  if (isWhole && shape.join() === sizes.join()) {
    return input;
  }
  return rows.refuse(layer.name, `a Reshape of [${sizes.join(', ')}] to [${rest.join(', ')}]`);
}
