import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import {isMessage, listOf, type CaffeMessage, type CaffeModel} from './caffe-model';
import {V1_LAYER_TYPES} from './caffe-messages';
import {meetsRules} from './meets-rules';
import {normalizeText} from './normalize-text';
import {parsePrototxt} from './prototxt';
import {upgradeV0, withoutPaddingLayers} from './upgrade-v0';

export {isMessage, listOf, messageOf} from './caffe-model';

/** One layer of a Caffe network's definition, whichever form the file has. */
export interface CaffeLayerDefinition {
  name: string;
  /** Name as V2 files write it: `'Convolution'`. */
  type: string;
  bottoms: string[];
  tops: string[];
  /** The rest of the layer, under the names of a V2 prototxt. */
  parameters: CaffeMessage;
}

/** A Caffe network's definition. */
export interface CaffeDefinition {
  /** '' where the file has none. */
  name: string;
  /** Inputs declared for the whole network, in Caffe's order: [batch, channels, height, width]. */
  inputs: {name: string; shape: number[]}[];
  /** The layers of one phase and its stages, in order. */
  layers: CaffeLayerDefinition[];
  /** Layers of other phases and stages. */
  others: CaffeLayerDefinition[];
}

/** Options of {@link readCaffeDefinition}. */
export interface ReadCaffeDefinitionOptions {
  /** Default 'TEST'. */
  phase?: 'TRAIN' | 'TEST';
  /** Stages of the network, which the rules of its layers may name. Default none. */
  stages?: readonly string[];
  /** Names the text in errors. */
  file?: string;
}

/** What V1 files call the types that are not named alike but for case, and types of today in capital letters. */
const V1_TYPES: Readonly<Record<string, string>> = {
  SOFTMAX_LOSS: 'SoftmaxWithLoss',
  INNER_PRODUCT: 'InnerProduct',
  LRN: 'LRN',
  ELU: 'ELU',
  SPP: 'SPP',
  LSTM: 'LSTM',
  RNN: 'RNN',
  RELU: 'ReLU',
  TANH: 'TanH',
  BNLL: 'BNLL',
  HDF5_DATA: 'HDF5Data',
  HDF5_OUTPUT: 'HDF5Output',
  MVN: 'MVN',
  ARGMAX: 'ArgMax',
  ABSVAL: 'AbsVal',
  IM2COL: 'Im2col',
  SIGMOID_CROSS_ENTROPY_LOSS: 'SigmoidCrossEntropyLoss',
};

/**
 * Reads the definition of a network from a prototxt, deploy or train_val, with `layer` (V2), `layers` (V1) or the layers of
 * 2013 (V0), or from a `.caffemodel`. Layers whose rules name another phase or stage are kept apart.
 */
export function readCaffeDefinition(
  source: string | CaffeModel,
  {phase = 'TEST', stages = [], file = 'prototxt'}: ReadCaffeDefinitionOptions = {},
): CaffeDefinition {
  const {name, inputs, layers} = typeof source === 'string' ? readText(source, file) : source;
  const isIn = ({parameters}: CaffeLayerDefinition): boolean => meetsRules(parameters, {phase, stages});
  return {name, inputs, layers: layers.filter(isIn), others: layers.filter(layer => !isIn(layer))};
}

function readText(text: string, file: string): Pick<CaffeDefinition, 'name' | 'inputs' | 'layers'> {
  const net = parsePrototxt(text, file);
  const layers = [...listOf(net, 'layer'), ...listOf(net, 'layers')];
  if (layers.length === 0 || !layers.every(isMessage)) {
    throw new AlexNetError({
      code: 'bad-weights',
      where: file,
      problem: 'this is not the definition of a network.',
      expected: 'layer { … } for each layer',
      received: `fields ${Object.keys(net).slice(0, 8).join(', ') || '(none)'}`,
      fix: 'pass a deploy.prototxt or train_val.prototxt; a solver names it in "net"',
    });
  }
  return {
    name: textOf(net, 'name'),
    inputs: readInputs(net),
    layers: withoutPaddingLayers(layers.map(readLayer)),
  };
}

function readLayer(layer: CaffeMessage): CaffeLayerDefinition {
  // The oldest files wrap what a layer is: layers { layer { name … } bottom … }.
  const inner = listOf(layer, 'layer')[0];
  const wrapped = isMessage(inner) ? {...inner, ...layer} : layer;
  const fields = normalizeText(upgradeV0(wrapped) ?? wrapped, 'Layer');
  const [type = ''] = listOf(fields, 'type');
  return {
    name: textOf(fields, 'name'),
    type:
      typeof type === 'number'
        ? (V1_LAYER_TYPES[type] ?? `V1 layer type ${type}`)
        : v2Type(textOf(fields, 'type')),
    bottoms: listOf(fields, 'bottom').map(String),
    tops: listOf(fields, 'top').map(String),
    parameters: fields,
  };
}

/** The type of a layer as V2 files write it; CONTRASTIVE_LOSS is ContrastiveLoss. */
function v2Type(type: string): string {
  if (!/^[A-Z0-9_]+$/.test(type)) {
    return type;
  }
  const known = Object.hasOwn(V1_TYPES, type) ? V1_TYPES[type] : undefined;
  return known ?? camelCase(type);
}

function camelCase(type: string): string {
  return type
    .split('_')
    .map(word => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

function readInputs(net: CaffeMessage): CaffeDefinition['inputs'] {
  const names = listOf(net, 'input').map(String);
  const sizes = listOf(net, 'input_dim').map(Number);
  const shapes = listOf(net, 'input_shape').map(shape =>
    isMessage(shape) ? listOf(shape, 'dim').map(Number) : [],
  );
  return names.map((name, i) => ({name, shape: shapes[i] ?? sizes.slice(4 * i, 4 * i + 4)}));
}

function textOf(message: CaffeMessage, field: string): string {
  const [value = ''] = listOf(message, field);
  return typeof value === 'string' ? value : show(value);
}
