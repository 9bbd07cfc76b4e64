import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {FlattenRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {
  firstValue,
  integerOf,
  made,
  nodeName,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
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

/** What its classes and weights are. */
export const flattenTraits: KindTraits<'Flatten'> = {
  classes: {Flatten: {}},
  weights: {},
};

/** Flattened images in Caffe and ONNX, whose order of values is channels, height, width. */
export const flattenForms: LayerForms<'Flatten'> = {
  caffe: {Flatten: readCaffe},
  onnx: {
    Flatten: (node, context) =>
      integerOf(node, 'axis', 1) === 1
        ? flattenOnnx(node, context)
        : context.rows.refuse(nodeName(node), 'Flatten from an axis other than 1'),
  },
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

/** Whatever ONNX operator comes to a flatten: a row where there is an image, else nothing. */
export function flattenOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const input = firstValue(node, context);
  return made(
    rows.isImage(input)
      ? rows.add(node.name === '' ? 'flatten' : node.name, {kind: 'flatten'}, [input])
      : input,
  );
}
