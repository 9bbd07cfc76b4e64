import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../core/check';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';
import type {LayerRow} from '../presets/layer-row';
import type {NetworkTable} from '../presets/preset';
import {buildModel} from '../models/build-model';
import {kindOf} from '../models/layer-kinds/layer-kinds';
import type {DefinedWeight} from '../models/layer-forms/defined-weight';
import type {NetworkValue} from '../models/layer-forms/network-value';
import {convertWeights} from './definition-weights';
import {writeModelWeights} from '../models/model-weights';
import {endAt, sourcesOf, type NetworkRows} from './network-rows';

/** Options for every kind of definition. */
export interface NetworkFromDefinitionOptions {
  /** [height, width, channels]. Default: what the definition says. */
  inputShape?: readonly [number, number, number];
  /** Name of the layer to end at, where a definition has several ends. Default: its only end. */
  output?: string;
  /** False keeps activations as layers of their own, so that what stands before them can be reached. Default true. */
  fuseActivations?: boolean;
  /** Start of the random draws of weights that are not given. Default: drawn at random. */
  seed?: number;
}

/** A network that was read from somebody's definition. */
export interface DefinedNetwork {
  model: tfl.LayersModel;
  /** The same as a table, which `describeModel` takes and JSON holds. */
  table: NetworkTable;
  /** Names of the file's arrays that no layer uses. */
  unused: string[];
}

/** Arguments of {@link finishNetwork}. */
export interface FinishNetworkArgs {
  where: string;
  id: string;
  rows: NetworkRows;
  weights: readonly DefinedWeight[];
  /** Final value of a name in the definition that is not a row's: a blob, for example. Default: none. */
  ends?: (name: string) => NetworkValue | undefined;
  /** Value that the network ends at. Default: that of `options.output`, or of the only row that feeds no other. */
  end?: NetworkValue;
  /** The file's weights; undefined leaves the drawn ones. */
  arrays: readonly NamedArray[] | undefined;
  /** Description of everything in the file beyond the definition. */
  surplus?: readonly string[];
  /** Names of the file's arrays that no layer uses. Default: none. */
  unused?: readonly string[];
  options: NetworkFromDefinitionOptions;
}

/** Makes the table and the model of the rows that were read, and writes the weights into it. */
export function finishNetwork({
  where,
  id,
  rows,
  weights,
  ends = () => undefined,
  end,
  arrays,
  surplus = [],
  unused = [],
  options,
}: FinishNetworkArgs): DefinedNetwork {
  const input = rows.valueOf('data');
  const output = end ?? findOutput(where, rows, ends, options.output);
  const {layers, classes} = nameClasses(rows.finish(output));
  const [height = 1, width = 1, channels = 1] = input?.shape ?? [];
  const table: NetworkTable = {
    id,
    inputShape: [height, width, channels],
    classes,
    dropout: 0.5,
    layers,
    // Weights that are about to be overwritten need not be drawn.
    init: {kernel: arrays === undefined ? {kind: 'xavier'} : {kind: 'gaussian', stddev: 0}, bias: 0},
  };
  const names = new Set(layers.map(({name}) => name));
  const needed = weights.filter(({name}) => names.has(name.slice(0, name.lastIndexOf('/'))));
  const converted = arrays === undefined ? undefined : convertWeights(needed, arrays);
  const problems = [...(converted?.problems ?? []), ...surplus];
  if (problems.length > 0) {
    throw new AlexNetError({
      code: 'bad-weights',
      where,
      problem: `${problems.length} weights do not fit the definition (first two shown, all in error.details).`,
      expected: 'the weights of every layer of the definition, with its sizes',
      received: problems.slice(0, 2).join('; '),
      fix: 'pass the weights that were trained with this definition',
      details: problems,
    });
  }
  const drawn = {...table, layers: arrays === undefined ? layers : layers.map(withoutInit)};
  const model = buildModel(drawn, options.seed === undefined ? {} : {seed: options.seed});
  if (converted !== undefined) {
    writeModelWeights(model, converted.arrays);
  }
  return {model, table: {...table, init: {kernel: {kind: 'xavier'}, bias: 0}}, unused: [...unused]};
}

function withoutInit(row: LayerRow): LayerRow {
  if (row.kind !== 'conv' && row.kind !== 'deconv' && row.kind !== 'dense') {
    return row;
  }
  const {kernelInit: _, biasInit: __, ...rest} = row;
  return rest;
}

/** The row that `output` names, or the only one that feeds no other. */
function findOutput(
  where: string,
  rows: NetworkRows,
  ends: (name: string) => NetworkValue | undefined,
  output: string | undefined,
): NetworkValue {
  const used = new Set([...rows.referred, ...rows.rows.flatMap(row => [...sourcesOf(row)])]);
  const open = rows.rows.map(({name}) => name).filter(name => !used.has(name));
  const names = rows.rows.map(({name}) => name);
  if (output !== undefined) {
    const value = rows.valueOf(output) ?? ends(output);
    if (value !== undefined && value.row !== 'data') {
      return value;
    }
    const near = nearest(output, names);
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `there is no layer ${show(output)}.`,
      expected: `one of ${names.join(', ')}`,
      received: `output = ${show(output)}`,
      fix: near === undefined ? 'choose one of the layers above' : `did you mean ${show(near)}?`,
    });
  }
  const value = rows.valueOf(open[0] ?? '');
  if (value === undefined || open.length > 1) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the network has ${open.length} ends.`,
      expected: 'one layer whose output no other takes',
      received: open.join(', ') || 'no layers',
      fix:
        open.length === 0
          ? 'pass a definition with layers'
          : `pass ${endAt(open[open.length - 1] ?? '')}, say`,
    });
  }
  return value;
}

/** Lets the last layer with weights have as many outputs as there are classes, as presets do. */
function nameClasses(layers: LayerRow[]): {layers: LayerRow[]; classes: number} {
  let index = layers.length - 1;
  for (let row = layers[index]; row !== undefined && kindOf(row).keepsClasses; row = layers[index]) {
    const [source] = sourcesOf(row);
    index = source === undefined ? index - 1 : layers.findIndex(({name}) => name === source);
  }
  const last = layers[index];
  if (last?.kind === 'dense' && typeof last.units === 'number' && last.units >= 2) {
    const head: LayerRow = {...last, units: 'classes'};
    return {layers: layers.map(row => (row === last ? head : row)), classes: last.units};
  }
  if (last?.kind === 'conv' && typeof last.filters === 'number' && last.filters >= 2) {
    const head: LayerRow = {...last, filters: 'classes'};
    return {layers: layers.map(row => (row === last ? head : row)), classes: last.filters};
  }
  // No layer of classes: the number has no meaning, and nothing takes it.
  return {layers, classes: 2};
}
