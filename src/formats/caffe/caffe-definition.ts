import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {CaffeMessage, CaffeModel, CaffeValue} from './caffe-model';
import {parsePrototxt} from './prototxt';

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
  /** The layers of one phase, in order. */
  layers: CaffeLayerDefinition[];
}

/** What V1 files call the types that are not named alike but for case. */
const V1_TYPES: Readonly<Record<string, string>> = {
  SOFTMAX_LOSS: 'SoftmaxWithLoss',
  INNER_PRODUCT: 'InnerProduct',
  LRN: 'LRN',
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
 * Reads the definition of a network from a prototxt, deploy or train_val, with `layer` (V2) or `layers` (V1), or from a
 * `.caffemodel`. Of layers for one phase only, those of `phase` are kept.
 */
export function readCaffeDefinition(
  source: string | CaffeModel,
  {phase = 'TEST', file = 'prototxt'}: {phase?: 'TRAIN' | 'TEST'; file?: string} = {},
): CaffeDefinition {
  if (typeof source !== 'string') {
    return {
      name: source.name,
      inputs: source.inputs,
      layers: source.layers.filter(layer => isIn(phase, layer.parameters)),
    };
  }
  const net = parsePrototxt(source, file);
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
    layers: layers.filter(layer => isIn(phase, layer)).map(readLayer),
  };
}

function readLayer(layer: CaffeMessage): CaffeLayerDefinition {
  // The oldest files wrap what a layer is: layers { layer { name … } bottom … }.
  const inner = listOf(layer, 'layer')[0];
  const fields = isMessage(inner) ? {...inner, ...layer} : layer;
  const type = textOf(fields, 'type');
  return {
    name: textOf(fields, 'name'),
    type: /^[A-Z0-9_]+$/.test(type) ? (V1_TYPES[type] ?? camelCase(type)) : type,
    bottoms: listOf(fields, 'bottom').map(String),
    tops: listOf(fields, 'top').map(String),
    parameters: fields,
  };
}

/** CONTRASTIVE_LOSS: ContrastiveLoss. */
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

/** Whether `include` and `exclude` keep a layer in this phase; rules on levels and stages keep none out. */
function isIn(phase: string, layer: CaffeMessage): boolean {
  const phases = (field: string): string[] =>
    listOf(layer, field).flatMap(rule =>
      isMessage(rule) && typeof rule.phase === 'string' ? [rule.phase] : [],
    );
  const included = phases('include');
  return (included.length === 0 || included.includes(phase)) && !phases('exclude').includes(phase);
}

/** Whether a value is a message. */
export function isMessage(value: CaffeValue | undefined): value is CaffeMessage {
  return typeof value === 'object' && !Array.isArray(value);
}

/** All values of a field: none, one or many. */
export function listOf(message: CaffeMessage, field: string): CaffeValue[] {
  const value = Object.hasOwn(message, field) ? message[field] : undefined;
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The message in a field, or an empty one. */
export function messageOf(message: CaffeMessage, field: string): CaffeMessage {
  const value = listOf(message, field)[0];
  return isMessage(value) ? value : {};
}

function textOf(message: CaffeMessage, field: string): string {
  const [value = ''] = listOf(message, field);
  return typeof value === 'string' ? value : show(value);
}
