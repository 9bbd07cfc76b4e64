import {AlexNetError} from '../../errors';
import type {TrainConfig} from '../../presets/preset';
import {
  listOf,
  messageOf,
  readCaffeDefinition,
  type CaffeDefinition,
  type CaffeLayerDefinition,
} from '../../formats/caffe/caffe-definition';
import type {CaffeModel} from '../../formats/caffe/caffe-model';
import type {CaffeRowsContext} from '../../models/layer-forms/caffe-reading';
import type {DefinedWeight} from '../../models/layer-forms/defined-weight';
import type {NetworkValue} from '../../models/layer-forms/network-value';
import {caffeReader, caffeSupported, takesCaffeImages} from './caffe-layers';
import {finishNetwork, type DefinedNetwork, type NetworkFromDefinitionOptions} from '../defined-network';
import {NetworkRows, sourcesOf} from '../network-rows';

/** Options of {@link networkFromCaffe}. */
export interface NetworkFromCaffeOptions extends NetworkFromDefinitionOptions {
  /** The network's weights. Default: those of the definition, where that is a `.caffemodel`; else they are drawn. */
  weights?: CaffeModel;
  /** Which of the layers that are for one phase only count. Default 'TEST'. */
  phase?: 'TRAIN' | 'TEST';
}

/** Result of reading a Caffe definition: a table that `createModel` accepts, and the solver's factors. */
export interface CaffeNetwork extends DefinedNetwork {
  /** Factors on learning rate and decay by weight name, as `lr_mult` and `decay_mult` say. */
  multipliers: NonNullable<TrainConfig['multipliers']>;
}

const INPUT_TYPES = ['Input', 'Data', 'ImageData', 'MemoryData', 'HDF5Data', 'WindowData', 'DummyData'];

/**
 * Makes a network from its Caffe definition: the text of a deploy or train_val prototxt in either layer form, or a
 * `.caffemodel` that holds its definition. Layers are named as in the file; an activation is fused into the convolution
 * or dense layer before it, unless `fuseActivations` is false. Weights are transposed to this library's order.
 *
 * Shapes: [batch, height, width, channels] in. Channels stay in the order that the weights want, usually B, G, R.
 *
 * @example
 * const {model, table} = networkFromCaffe(text, {weights: parseCaffeModel(bytes)});
 *
 * @throws unsupported: lists every layer that has no counterpart here, with its name.
 */
export function networkFromCaffe(
  source: string | CaffeModel,
  options: NetworkFromCaffeOptions = {},
): CaffeNetwork {
  const {phase = 'TEST', weights = typeof source === 'string' ? undefined : source} = options;
  const definition = readCaffeDefinition(source, {phase});
  const where = `networkFromCaffe "${definition.name}"`;
  const {rows, blobs, context} = readLayers(definition, where, options, weights);
  const network = finishNetwork({
    where,
    id: definition.name || 'caffe',
    rows,
    weights: context.weights,
    ends: name => blobs.get(name),
    ...(weights === undefined ? {arrays: undefined} : caffeArrays(weights, definition, context.weights)),
    options,
  });
  return {...network, multipliers: context.multipliers};
}

function readLayers(
  definition: CaffeDefinition,
  where: string,
  {inputShape, fuseActivations = true}: NetworkFromCaffeOptions,
  model: CaffeModel | undefined,
): {rows: NetworkRows; blobs: Map<string, NetworkValue>; context: CaffeRowsContext} {
  const rows = new NetworkRows(where);
  /** Current value of each blob: layers that work in place replace it. */
  const blobs = new Map<string, NetworkValue>();
  const {layers} = definition;
  const losses = layers.filter(({type}) => type === 'SoftmaxWithLoss');
  const input = inputOf(definition, where);
  blobs.set(input.blob, rows.input(inputShape ?? input.shape ?? missingShape(where)));
  const isUsed = (value: NetworkValue): boolean => rows.rows.some(row => sourcesOf(row).includes(value.row));
  const context: CaffeRowsContext = {
    rows,
    weights: [],
    multipliers: {},
    blobCount: layer => model?.layers.find(({name}) => name === layer)?.blobs.length,
    fuse: (layer, value) => {
      const row = rows.rows.find(({name}) => name === value.row);
      const [bottom = ''] = layer.bottoms;
      return (
        fuseActivations &&
        (row?.kind === 'conv' || row?.kind === 'dense') &&
        row.activation === undefined &&
        !isUsed(value) &&
        (layer.tops[0] === bottom || layers.filter(({bottoms}) => bottoms.includes(bottom)).length === 1)
      );
    },
    wantsImage: layer => layers.slice(layers.indexOf(layer) + 1).some(({type}) => takesCaffeImages(type)),
    lossName: layer =>
      losses.length === 1 && !layers.some(({name}) => name === 'prob') ? 'prob' : layer.name,
  };
  /** Blobs that come from a layer that is not supported: what stands on them is not at fault. */
  const lost = new Set<string>();
  for (const layer of layers) {
    if (!INPUT_TYPES.includes(layer.type) && !isSkipped(layer.type)) {
      readLayer(layer, {rows, blobs, context}, lost);
    }
  }
  rows.check(caffeSupported());
  return {rows, blobs, context};
}

function readLayer(
  layer: CaffeLayerDefinition,
  {rows, blobs, context}: ReturnType<typeof readLayers>,
  lost: Set<string>,
): void {
  // A loss has the labels as its second input.
  const bottoms = layer.type === 'SoftmaxWithLoss' ? layer.bottoms.slice(0, 1) : layer.bottoms;
  const [first, ...others] = bottoms.flatMap(bottom => blobs.get(bottom) ?? []);
  const absent = bottoms.filter(bottom => !blobs.has(bottom) && !lost.has(bottom));
  const convert = caffeReader(layer.type);
  let output: NetworkValue | undefined;
  if (absent.length > 0 || bottoms.length === 0) {
    rows.note(
      layer.name,
      `its input ${absent.map(name => `"${name}" `).join('')}is made by no layer before it`,
    );
  } else if (layer.type === 'Split') {
    output = first;
  } else if (convert === undefined) {
    rows.note(layer.name, `layers of the type ${layer.type}`);
  } else if (first !== undefined && others.length === bottoms.length - 1) {
    output = rows.attempt(() => convert(layer, [first, ...others], context));
  }
  for (const top of layer.tops) {
    if (output === undefined) {
      blobs.delete(top);
      lost.add(top);
    } else {
      blobs.set(top, output);
    }
  }
}

/** Losses and measures: what training adds to a network. The loss that holds a softmax is not among them. */
function isSkipped(type: string): boolean {
  return type === 'Accuracy' || type === 'Silence' || (type.endsWith('Loss') && type !== 'SoftmaxWithLoss');
}

/** The blob that images come in by, and its shape where the definition says it. */
function inputOf({inputs, layers}: CaffeDefinition, where: string): {blob: string; shape?: number[]} {
  const declared = inputs.filter(({name}) => name !== 'label');
  const sources = layers.filter(({type, tops}) => INPUT_TYPES.includes(type) && tops[0] !== 'label');
  // A .caffemodel that was saved in training has the training's data layer, which this phase may have left out.
  const made = new Set(layers.flatMap(({tops}) => tops));
  const [open] = layers
    .flatMap(({bottoms}) => bottoms)
    .filter(bottom => !made.has(bottom) && bottom !== 'label');
  const found = [
    ...declared.map(({name, shape}) => ({blob: name, shape: channelsLast(shape)})),
    ...sources.map(layer => ({blob: layer.tops[0] ?? layer.name, shape: shapeOfData(layer)})),
  ];
  if (found.length === 0 && open !== undefined) {
    return {blob: open};
  }
  const [first, ...others] = found;
  if (first === undefined || others.length > 0) {
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `the network has ${found.length} inputs.`,
      expected: 'one input, declared by "input" or by a layer of the type Input or Data',
      received: found.map(({blob}) => `"${blob}"`).join(', ') || 'none',
      fix: 'pass a definition of one input, such as a deploy.prototxt',
    });
  }
  return first.shape === undefined ? {blob: first.blob} : {blob: first.blob, shape: first.shape};
}

function shapeOfData({parameters}: CaffeLayerDefinition): number[] | undefined {
  const [shape] = listOf(messageOf(parameters, 'input_param'), 'shape');
  if (typeof shape === 'object' && !Array.isArray(shape)) {
    return channelsLast(listOf(shape, 'dim').map(Number));
  }
  const memory = messageOf(parameters, 'memory_data_param');
  if (typeof memory.channels === 'number') {
    return channelsLast([1, memory.channels, Number(memory.height), Number(memory.width)]);
  }
  const transform = messageOf(parameters, 'transform_param');
  // Before 2014 the crop stood among the parameters of the data.
  const crop = transform.crop_size ?? messageOf(parameters, 'data_param').crop_size;
  return typeof crop === 'number' && crop > 0
    ? [crop, crop, transform.force_gray === true ? 1 : 3]
    : undefined;
}

/** [batch, channels, height, width] as [height, width, channels]. */
function channelsLast([, channels, height, width]: number[]): number[] | undefined {
  const shape = [height, width, channels];
  return shape.every((length): length is number => Number.isInteger(length) && Number(length) > 0)
    ? shape
    : undefined;
}

function missingShape(where: string): never {
  throw new AlexNetError({
    code: 'bad-argument',
    where,
    problem: 'the definition does not say how large its input is.',
    expected: 'inputShape, [height, width, channels]',
    received: 'none, and no input_shape, input_param or crop_size in the definition',
    fix: 'pass inputShape: [227, 227, 3], say',
  });
}

/**
 * The blobs of a model, and those that no layer of the definition takes: a bias where the definition has none, say. As in
 * Caffe, a layer has as many blobs in the weights as in the definition.
 */
function caffeArrays(
  {layers}: CaffeModel,
  definition: CaffeDefinition,
  weights: readonly DefinedWeight[],
): {arrays: CaffeModel['arrays']; surplus: string[]} {
  const taken = new Set(weights.flatMap(({source, divisor = source}) => [source, divisor]));
  const defined = new Set(definition.layers.map(({name}) => name));
  const arrays = layers.flatMap(({name, blobs}) => blobs.map((blob, i) => ({...blob, name: `${name}/${i}`})));
  const inDefinition = layers.filter(({name}) => defined.has(name));
  const surplus = inDefinition.flatMap(({name, blobs}) =>
    blobs
      .map((blob, i) => ({key: `${name}/${i}`, shape: blob.shape}))
      .filter(({key}) => !taken.has(key))
      .map(({key, shape}) => `${key} [${shape.join(', ')}] has no place in the definition`),
  );
  return {arrays, surplus};
}
