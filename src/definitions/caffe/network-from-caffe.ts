import {checksFor} from '../../core/check';
import {requireFields, requireList} from '../../core/structured-argument';
import type {TrainConfig} from '../../presets/preset';
import {
  readCaffeDefinition,
  type CaffeDefinition,
  type CaffeLayerDefinition,
} from '../../formats/caffe/caffe-definition';
import type {CaffeModel} from '../../formats/caffe/caffe-model';
import type {CaffeRowsContext} from '../../models/layer-forms/caffe-reading';
import type {DefinedWeight} from '../../models/layer-forms/defined-weight';
import type {NetworkValue} from '../../models/layer-forms/network-value';
import {layerNamed, layersUpTo} from './caffe-end';
import {caffeInput, isSource, missingShape} from './caffe-input';
import {caffeReader, caffeSupported, isSkipped, takesCaffeImages} from './caffe-layers';
import {finishNetwork, type DefinedNetwork, type NetworkFromDefinitionOptions} from '../defined-network';
import {NetworkRows, sourcesOf} from '../network-rows';

/** Options of {@link networkFromCaffe}. */
export interface NetworkFromCaffeOptions extends NetworkFromDefinitionOptions {
  /** The network's weights. Default: those of the definition, where that is a `.caffemodel`; else they are drawn. */
  weights?: CaffeModel;
  /** Which of the layers that are for one phase only count. Default 'TEST'. */
  phase?: 'TRAIN' | 'TEST';
  /** Stages of the network: layers whose rules name others are left out. Default none. */
  stages?: readonly string[];
}

const OPTIONS = ['weights', 'phase', 'stages', 'inputShape', 'output', 'fuseActivations', 'seed'];

/** Result of reading a Caffe definition: a table that `createModel` accepts, and the solver's factors. */
export interface CaffeNetwork extends DefinedNetwork {
  /** Factors on learning rate and decay by weight name, as `lr_mult` and `decay_mult` say. */
  multipliers: NonNullable<TrainConfig['multipliers']>;
  /** Names of the weights that no layer uses, such as those of layers that the definition does not have. */
  unused: string[];
}

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
  checkArguments(source, options);
  const {phase = 'TEST', stages = [], weights = typeof source === 'string' ? undefined : source} = options;
  const whole = readCaffeDefinition(source, {phase, stages});
  const definition = {...whole, layers: [...layersUpTo(whole.layers, options.output)]};
  const where = `networkFromCaffe "${definition.name}"`;
  const {rows, blobs, context} = readLayers(definition, where, options, weights);
  const used = weights === undefined ? undefined : caffeArrays(weights, definition, context.weights);
  const network = finishNetwork({
    where,
    id: definition.name || 'caffe',
    rows,
    weights: context.weights,
    ends: name => blobs.get(name) ?? blobs.get(layerNamed(definition.layers, name)?.tops[0] ?? ''),
    arrays: used?.arrays,
    surplus: used?.surplus ?? [],
    options,
  });
  return {...network, multipliers: context.multipliers, unused: used?.unused ?? []};
}

function checkArguments(source: unknown, options: NetworkFromCaffeOptions): void {
  const where = 'networkFromCaffe';
  const model = {
    what: 'the text of a prototxt, or a Caffe model',
    fields: ['layers', 'inputs'],
    fix: "networkFromCaffe(readFileSync('deploy.prototxt', 'utf8'), {weights: parseCaffeModel(bytes)})",
  };
  if (typeof source !== 'string') {
    requireFields(where, 'source', source, model);
  }
  requireFields(where, 'options', options, {what: 'an object with options', fields: [], fix: model.fix});
  const check = checksFor(where);
  check.knownKeys('options', options, OPTIONS);
  const {weights, phase, output, inputShape} = options;
  if (weights !== undefined) {
    requireFields(where, 'weights', weights, {...model, what: 'a Caffe model'});
  }
  if (phase !== undefined) {
    check.oneOf('phase', phase, ['TRAIN', 'TEST']);
  }
  if (output !== undefined) {
    check.text('output', output);
  }
  if (inputShape !== undefined) {
    const fix = 'pass [height, width, channels]: inputShape: [227, 227, 3]';
    requireList(where, 'inputShape', inputShape, {what: 'a list of three sizes', fix});
    ['height', 'width', 'channels'].forEach((side, i) =>
      check.integer(`inputShape, ${side}`, inputShape[i], 1),
    );
  }
}

function readLayers(
  definition: CaffeDefinition,
  where: string,
  {inputShape, output, fuseActivations = true}: NetworkFromCaffeOptions,
  model: CaffeModel | undefined,
): {rows: NetworkRows; blobs: Map<string, NetworkValue>; context: CaffeRowsContext} {
  const rows = new NetworkRows(where);
  /** Current value of each blob: layers that work in place replace it. */
  const blobs = new Map<string, NetworkValue>();
  const {layers} = definition;
  const losses = layers.filter(({type}) => type === 'SoftmaxWithLoss');
  const input = caffeInput(definition, model, where, output !== undefined);
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
  const sides = new Set(input.sides);
  const lost = new Set<string>();
  for (const layer of layers) {
    if (isSkipped(layer.type)) {
      referToTargets(layer, blobs, rows);
    } else if (!isSource(layer) && !input.layers.includes(layer.name)) {
      readLayer(layer, {rows, blobs, context}, {sides, lost});
    }
  }
  rows.check(caffeSupported(), lastBefore(layers, lost));
  return {rows, blobs, context};
}

/** The last layer that was read among those that feed one that was not. */
function lastBefore(layers: readonly CaffeLayerDefinition[], lost: ReadonlySet<string>): string | undefined {
  const first = layers.findIndex(({tops}) => tops.some(top => lost.has(top)));
  const bottoms = new Set(layers[first]?.bottoms);
  return layers.slice(0, Math.max(0, first)).findLast(({tops}) => tops.some(top => bottoms.has(top)))?.name;
}

/** Blobs that are no values of the network. */
interface OtherBlobs {
  /** Labels and the like, and what is made of them alone. */
  sides: Set<string>;
  /** From layers that are not supported: what stands on them is not at fault. */
  lost: Set<string>;
}

/** What a loss compares with, and what a measure or nothing at all takes, is no end of the network. */
function referToTargets(
  {type, bottoms}: CaffeLayerDefinition,
  blobs: ReadonlyMap<string, NetworkValue>,
  rows: NetworkRows,
): void {
  for (const bottom of type.endsWith('Loss') ? bottoms.slice(1) : type === 'Silence' ? bottoms : []) {
    const value = blobs.get(bottom);
    if (value !== undefined) {
      rows.refer(value);
    }
  }
}

function readLayer(
  layer: CaffeLayerDefinition,
  {rows, blobs, context}: ReturnType<typeof readLayers>,
  {sides, lost}: OtherBlobs,
): void {
  // A loss has the labels as its second input.
  const bottoms = layer.type === 'SoftmaxWithLoss' ? layer.bottoms.slice(0, 1) : layer.bottoms;
  if (bottoms.length > 0 && bottoms.every(bottom => sides.has(bottom) && !blobs.has(bottom))) {
    layer.tops.forEach(top => sides.add(top));
    return;
  }
  const [first, ...others] = bottoms.flatMap(bottom => blobs.get(bottom) ?? []);
  const absent = bottoms.filter(bottom => !blobs.has(bottom) && !lost.has(bottom));
  const convert = caffeReader(layer.type);
  let output: NetworkValue | readonly NetworkValue[] | undefined;
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
  layer.tops.forEach((top, i) => {
    const value = output !== undefined && !('row' in output) ? output[i] : output;
    if (value === undefined) {
      blobs.delete(top);
      lost.add(top);
    } else {
      blobs.set(top, value);
    }
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
): {arrays: CaffeModel['arrays']; surplus: string[]; unused: string[]} {
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
  const unused = layers
    .filter(({name}) => !defined.has(name))
    .flatMap(({name, blobs}) => blobs.map((_, i) => `${name}/${i}`));
  return {arrays, surplus, unused};
}
