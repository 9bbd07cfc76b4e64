import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import {instanceNormalization} from '../../../layers/instance-normalization';
import type {InstanceNormRow} from '../../../presets/layer-row';
import {imageAt} from '../../layer-forms/arrange-onnx';
import {vector} from '../../layer-forms/defined-weight';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {countOfLast} from '../../layer-forms/network-value';
import {
  constantAt,
  made,
  nodeName,
  numberOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import {channelsOf, imageShape, sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Normalization of each channel of each image. */
export const instanceNorm: LayerKind<InstanceNormRow, 'InstanceNormalization'> = {
  plan(_, inputs, {where}) {
    imageShape(where, inputs[0]);
    return {...sameShape(inputs), parameters: 2 * channelsOf(inputs[0])};
  },
  className: () => 'InstanceNormalization',
};

/** The layer of a row. */
export const makeInstanceNorm: MakeLayer<InstanceNormRow> = ({name, epsilon = 1e-5}) =>
  instanceNormalization({name, epsilon});

/** Class names and weights of the layers. */
export const instanceNormTraits: KindTraits<'InstanceNormalization'> = {
  classes: {InstanceNormalization: {}},
  weights: {gamma: 'scale', beta: 'offset'},
};

/** Instance normalization in ONNX; Caffe of this era has none. */
export const instanceNormForms: LayerForms<'InstanceNormalization'> = {
  caffe: {},
  onnx: {InstanceNormalization: readOnnx},
  writeOnnx: {
    InstanceNormalization({name, config, weights}, graph, [x]) {
      const inputs = [x, ...weights.map(weight => graph.weight(weight.name))];
      graph.add('InstanceNormalization', name, inputs, {epsilon: {float: Number(config.epsilon)}});
    },
  },
  takesImages: true,
};

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = imageAt(node, context);
  const [gamma, beta] = [1, 2].map(index => constantAt(node, index, context));
  if (gamma === undefined || beta === undefined) {
    return rows.refuse(name, 'an InstanceNormalization with a computed scale');
  }
  const value = rows.add(name, {kind: 'instanceNorm', epsilon: numberOf(node, 'epsilon', 1e-5)}, [input]);
  weights.push(vector(`${value.row}/gamma`, gamma.name, countOfLast(value)));
  weights.push(vector(`${value.row}/beta`, beta.name, countOfLast(value)));
  return made(value);
}
