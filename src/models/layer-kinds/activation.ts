import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {ActivationRow, LayerRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowCollector} from '../layer-forms/network-value';
import {like, nodeName, valueFlow, type OnnxFlow, type OnnxRowsContext} from '../layer-forms/onnx-reading';
import {notInOnnx, writeActivation} from '../layer-forms/onnx-writing';
import {sameShape} from './check-shapes';
import type {KindTraits, LayerKind, LayerTraits, MakeLayer} from './layer-kind';

const VALUE_BY_VALUE: LayerTraits = {keepsOrder: true, isPointwise: true};

/** The layer classes of this kind, as saved models have them. */
type ActivationClass = 'Activation' | 'ReLU' | 'ThresholdedReLU';

/** An activation as a layer of its own. */
export const activation: LayerKind<ActivationRow, ActivationClass> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'Activation',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeActivation: MakeLayer<ActivationRow> = row =>
  tfl.layers.activation({
    name: row.name,
    // tfjs knows this one, and its types leave it out.
    activation: row.activation as Exclude<typeof row.activation, 'logSoftmax'>,
  });

/** Class names and weights of the layers. */
export const activationTraits: KindTraits<ActivationClass> = {
  classes: {
    Activation: VALUE_BY_VALUE,
    ReLU: VALUE_BY_VALUE,
    ThresholdedReLU: VALUE_BY_VALUE,
  },
  weights: {},
};

type Name = ActivationRow['activation'];

/** Activations in Caffe and ONNX, where they may be fused into the layer before them. */
export const activationForms: LayerForms<ActivationClass> = {
  caffe: {
    ReLU: (...args) => readCaffe('relu', ...args),
    Sigmoid: (...args) => readCaffe('sigmoid', ...args),
    TanH: (...args) => readCaffe('tanh', ...args),
  },
  onnx: {
    Relu: (node, context) => readOnnx('relu', node, context),
    Sigmoid: (node, context) => readOnnx('sigmoid', node, context),
    Tanh: (node, context) => readOnnx('tanh', node, context),
  },
  writeOnnx: {
    Activation(layer, graph, [x]) {
      writeActivation(layer, graph, x, String(layer.config.activation));
    },
    ReLU(layer, graph, [x]) {
      const {maxValue = null} = layer.config;
      if (maxValue !== null) {
        throw notInOnnx(
          layer,
          'a ReLU with an upper end has no operator here.',
          `maxValue = ${Number(maxValue)}`,
        );
      }
      writeActivation(layer, graph, x, 'relu');
    },
    ThresholdedReLU: undefined,
  },
};

function readCaffe(
  name: Name,
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, fuse}: CaffeRowsContext,
): NetworkValue {
  const alpha = numberOf(messageOf(layer.parameters, 'relu_param'), 'negative_slope', 0);
  if (alpha !== 0) {
    return rows.add(layer.name, {kind: 'leakyRelu', alpha}, [input]);
  }
  return addActivation(name, layer.name, input, rows, fuse(layer, input));
}

function readOnnx(name: Name, node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, fuse} = context;
  const flow = valueFlow(node, context);
  return like(flow, addActivation(name, nodeName(node), flow.value, rows, fuse(node, flow)));
}

/** A row of its own, or a field of the row before it. */
function addActivation(
  activation: Name,
  layer: string,
  input: NetworkValue,
  rows: RowCollector,
  isFused: boolean,
): NetworkValue {
  if (!isFused) {
    return rows.add(layer, {kind: 'activation', activation}, [input]);
  }
  rows.replace(input.row, row => ({...row, activation}) as LayerRow);
  return input;
}
