import {type NamedArray} from '../../core/named-array';
import {V1_LAYER_TYPES} from './caffe-messages';
import {
  isMessage,
  listOf,
  type CaffeLayer,
  type CaffeMessage,
  type CaffeModel,
  type CaffeValue,
} from './caffe-model';
import {caffeSchema} from './caffe-schema';
import {ProtobufMessage} from '../protobuf-message';
import {readBlob} from './read-caffe-blob';
import {readCaffeMessage, setField} from './read-caffe-message';
import {SourceFile, type ReadOptions} from '../source-file';
import {upgradeV0, withoutPaddingLayers} from './upgrade-v0';

/** Field numbers of caffe.proto. */
const NET = {name: 1, v1Layers: 2, input: 3, inputDim: 4, inputShape: 8, layer: 100};
const LAYER = {name: 1, type: 2, bottom: 3, top: 4, blobs: 7};
const V1_LAYER = {v0: 1, bottom: 2, top: 3, name: 4, type: 5, blobs: 6, rates: 7, decays: 8};
const V0_LAYER = {blobs: 50, rates: 51, decays: 52};
/** No layer has more blobs than batch normalization's three; a list of rates is no longer. */
const MAX_RATES = 16;
/** What a layer without anything in it takes in memory. */
const LAYER_BYTES = 500;

/**
 * Reads a `.caffemodel`: layers of today, of before 2015 (V1) and of 2013 (V0), blobs with shapes of four axes and of any
 * number, single and double precision. `metadata` is empty.
 *
 * Pitfall: the layers are those of the network that was trained, with its data and loss layers; the `.prototxt` for
 * deployment describes the one to run.
 *
 * Throws `bad-weights` for a damaged file.
 */
export function parseCaffeModel(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): CaffeModel {
  const file = new SourceFile('parseCaffeModel', bytes, options);
  const net = new ProtobufMessage(file, file.bytes, 'the network');
  let name = '';
  const layers: CaffeLayer[] = [];
  const inputs: string[] = [];
  const inputSizes: number[] = [];
  const inputShapes: number[][] = [];
  while (net.next()) {
    if (net.field === NET.name) {
      name = net.text();
    } else if (net.field === NET.layer) {
      layers.push(readLayer(file, net.message(`layer ${layers.length + 1}`)));
    } else if (net.field === NET.v1Layers) {
      layers.push(readV1Layer(file, net.message(`layer ${layers.length + 1}`)));
    } else if (net.field === NET.input) {
      inputs.push(net.text());
    } else if (net.field === NET.inputDim) {
      inputSizes.push(...net.integers().slice(0, 4));
    } else if (net.field === NET.inputShape) {
      const shape = readCaffeMessage(net.message('an input'), 'BlobShape').dim;
      inputShapes.push(file.shape('an input', Array.isArray(shape) ? shape : []));
    }
  }
  if (layers.length === 0) {
    throw file.damaged({
      problem: 'there is no layer in it.',
      expected: 'a network with layers',
      received: `${file.bytes.length} bytes without one`,
    });
  }
  const arrays = layers.flatMap(layer => layer.blobs);
  file.requireUniqueNames(arrays);
  return {
    format: 'caffe',
    name,
    layers: withoutPaddingLayers(layers),
    inputs: inputs.map((input, i) => ({
      name: input,
      shape: inputShapes[i] ?? file.shape(input, inputSizes.slice(4 * i, 4 * i + 4)),
    })),
    arrays,
    metadata: {},
  };
}

function newLayer(file: SourceFile): CaffeLayer {
  file.spend(LAYER_BYTES, 'a layer');
  return {name: '', type: '', bottoms: [], tops: [], blobs: [], parameters: {}};
}

function readLayer(file: SourceFile, message: ProtobufMessage): CaffeLayer {
  const layer = newLayer(file);
  const blobs: Uint8Array[] = [];
  const schema = caffeSchema('Layer');
  while (message.next()) {
    const field = schema.get(message.field);
    if (field !== undefined) {
      setField(message, field, layer.parameters);
    } else if (message.field === LAYER.name) {
      layer.name = message.text();
    } else if (message.field === LAYER.type) {
      layer.type = message.text();
    } else if (message.field === LAYER.bottom) {
      layer.bottoms.push(message.text());
    } else if (message.field === LAYER.top) {
      layer.tops.push(message.text());
    } else if (message.field === LAYER.blobs) {
      blobs.push(message.value());
    }
  }
  return {...layer, blobs: readBlobs(file, blobs, layer.name)};
}

function readV1Layer(file: SourceFile, message: ProtobufMessage): CaffeLayer {
  const layer = newLayer(file);
  const blobs: Uint8Array[] = [];
  const rates: Rates = {rates: [], decays: []};
  let oldest: CaffeMessage = {};
  const schema = caffeSchema('V1Layer');
  while (message.next()) {
    const field = schema.get(message.field);
    if (field !== undefined) {
      setField(message, field, layer.parameters);
    } else if (message.field === V1_LAYER.v0) {
      oldest = readV0Layer(message.message(message.what), blobs, rates);
    } else if (message.field === V1_LAYER.name) {
      layer.name = message.text();
    } else if (message.field === V1_LAYER.type) {
      layer.type = V1_LAYER_TYPES[message.integer()] ?? `V1 layer type ${message.integer()}`;
    } else if (message.field === V1_LAYER.bottom) {
      layer.bottoms.push(message.text());
    } else if (message.field === V1_LAYER.top) {
      layer.tops.push(message.text());
    } else if (message.field === V1_LAYER.blobs) {
      blobs.push(message.value());
    } else if (message.field === V1_LAYER.rates) {
      addRates(rates.rates, message);
    } else if (message.field === V1_LAYER.decays) {
      addRates(rates.decays, message);
    }
  }
  const {name, type, ...parameters} = oldest;
  const whole = {
    ...layer,
    ...(typeof name === 'string' ? {name} : {}),
    ...(typeof type === 'string' ? {type} : {}),
  };
  return {
    ...whole,
    parameters: {...layer.parameters, ...parameters, ...ratesOf(rates)},
    blobs: readBlobs(file, blobs, whole.name),
  };
}

/** Learning rate and decay of each blob of a layer, relative to those of the network. */
interface Rates {
  rates: number[];
  decays: number[];
}

/** The fields of a layer of 2013 under the names of today; its blobs and rates are added to the lists. */
function readV0Layer(message: ProtobufMessage, blobs: Uint8Array[], {rates, decays}: Rates): CaffeMessage {
  const fields: CaffeMessage = {};
  const schema = caffeSchema('V0Layer');
  while (message.next()) {
    const field = schema.get(message.field);
    if (field !== undefined) {
      setField(message, field, fields);
    } else if (message.field === V0_LAYER.blobs) {
      blobs.push(message.value());
    } else if (message.field === V0_LAYER.rates) {
      addRates(rates, message);
    } else if (message.field === V0_LAYER.decays) {
      addRates(decays, message);
    }
  }
  const upgraded = upgradeV0(fields) ?? fields;
  // What may be a list today is one in a model.
  const {convolution_param: window} = upgraded;
  return isMessage(window)
    ? {...upgraded, convolution_param: {...window, ...Object.fromEntries(listsOf(window))}}
    : upgraded;
}

function listsOf(window: CaffeMessage): [string, CaffeValue[]][] {
  return ['kernel_size', 'pad', 'stride'].flatMap((name): [string, CaffeValue[]][] => {
    const list = listOf(window, name);
    return list.length === 0 ? [] : [[name, list]];
  });
}

function addRates(list: number[], message: ProtobufMessage): void {
  const found = message.floats().slice(0, MAX_RATES);
  list.push(...found.slice(0, Math.max(0, MAX_RATES - list.length)));
}

function ratesOf({rates, decays}: Rates): CaffeMessage {
  if (rates.length === 0 && decays.length === 0) {
    return {};
  }
  const param = Array.from({length: Math.max(rates.length, decays.length)}, (_, i) => ({
    ...(rates[i] === undefined ? {} : {lr_mult: rates[i]}),
    ...(decays[i] === undefined ? {} : {decay_mult: decays[i]}),
  }));
  return {param};
}

function readBlobs(file: SourceFile, blobs: readonly Uint8Array[], layer: string): NamedArray[] {
  return blobs.map((bytes, i) => readBlob(file, bytes, `${layer}/${i}`));
}
