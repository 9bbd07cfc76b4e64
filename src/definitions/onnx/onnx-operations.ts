/**
 * A traced model as ONNX operations, images [batch, channels, height, width].
 *
 * Dropout vanishes: ONNX files are for use, not for training. A flattened image is in another order there; where only
 * dense layers follow, their weights are permuted (see key-map.ts), else the image is transposed first.
 */
import type {NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';
import {traitsOf} from '../../models/layer-kinds/layer-kinds';
import type {TracedLayer} from '../../models/trace-model';
import {weightSlots} from '../../models/weight-slots';
import {fromChannelsLast, type WeightSlot} from '../../models/weight-layout';
import type {OnnxDocument, OnnxField, OnnxOperation, OnnxShapedValue} from '../../formats/onnx/encode-onnx';
import {planFlattens} from './plan-flattens';

/** Oldest operator set in which every operator used here is what it is today. */
const OPSET = 13;

/** Activations that are one operator. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
};

/** Layers that join several inputs of one shape, value by value. */
const JOINS: Readonly<Record<string, string>> = {Add: 'Sum', Multiply: 'Mul', Maximum: 'Max', Minimum: 'Min'};

/** The document for `encodeOnnx`; `arrays` are the weights of the model under their names here. */
export function onnxDocument(
  name: string,
  layers: readonly TracedLayer[],
  arrays: readonly NamedArray[],
): OnnxDocument {
  const flattens = planFlattens(layers);
  const slots = new Map(
    weightSlots(layers).map(slot => [
      slot.name,
      flattens.transposed.has(flattens.flattenOf.get(slot.layer) ?? '')
        ? {...slot, flattened: undefined}
        : slot,
    ]),
  );
  const graph = new GraphBuilder(new Map(arrays.map(array => [array.name, array])), slots);
  for (const layer of layers) {
    addLayer(layer, graph, flattens.transposed.has(layer.name));
  }
  const last = layers[layers.length - 1];
  const inputs = layers
    .filter(({type}) => type === 'InputLayer')
    .map(layer => ({name: layer.name, shape: channelsFirst(layer.outputShape)}));
  const outputs =
    last === undefined ? [] : [{name: graph.valueOf(last.name), shape: channelsFirst(last.outputShape)}];
  const {operations, weights, integers} = graph;
  return {name, inputs, outputs, opset: OPSET, operations, weights, integers};
}

class GraphBuilder {
  readonly operations: OnnxOperation[] = [];
  readonly weights: NamedArray[] = [];
  readonly integers: {name: string; values: number[]}[] = [];
  readonly #arrays: ReadonlyMap<string, NamedArray>;
  readonly #slots: ReadonlyMap<string, WeightSlot>;
  readonly #values = new Map<string, string>();

  constructor(arrays: ReadonlyMap<string, NamedArray>, slots: ReadonlyMap<string, WeightSlot>) {
    this.#arrays = arrays;
    this.#slots = slots;
  }

  /** Name of the value that a layer gives. */
  valueOf(layer: string): string {
    return this.#values.get(layer) ?? layer;
  }

  /** The layer gives an existing value on. */
  alias(layer: string, value: string): void {
    this.#values.set(layer, value);
  }

  add(
    operator: string,
    output: string,
    inputs: string[],
    attributes: Record<string, OnnxField> = {},
  ): string {
    this.operations.push({operator, name: output, inputs, output, attributes});
    return output;
  }

  /** A weight of the model in ONNX's order; the name stays. `places` are axes of size 1 to put behind a vector. */
  weight(name: string, places: readonly number[] = []): string {
    const [array, slot] = [this.#arrays.get(name), this.#slots.get(name)];
    if (array === undefined || slot === undefined) {
      throw new Error(`internal: no weight ${name} in the model; please report this`);
    }
    const written = fromChannelsLast(array.data, slot, 'channels-first', name);
    this.weights.push({...written, shape: [...written.shape, ...places]});
    return name;
  }

  constant(name: string, shape: number[], values: number[]): string {
    this.weights.push({name, shape, data: Float32Array.from(values)});
    return name;
  }

  wholeNumbers(name: string, values: number[]): string {
    this.integers.push({name, values});
    return name;
  }
}

function addLayer(layer: TracedLayer, graph: GraphBuilder, transposes: boolean): void {
  const {name, type, config} = layer;
  const inputs = layer.inputs.map(input => graph.valueOf(input));
  const [x = ''] = inputs;
  if (traitsOf(type).isRandom) {
    graph.alias(name, x);
    return;
  }
  const join = JOINS[type];
  if (join !== undefined) {
    graph.add(join, name, inputs);
    return;
  }
  switch (type) {
    case 'InputLayer':
      return;
    case 'Conv2D':
    case 'GroupedConv2D':
    case 'Dense':
      addWeighted(layer, graph, x);
      return;
    case 'MaxPooling2D':
    case 'CeilMaxPooling2D':
    case 'PaddedMaxPooling2D':
    case 'AveragePooling2D':
    case 'PaddedAveragePooling2D':
      graph.add(type.includes('Max') ? 'MaxPool' : 'AveragePool', name, [x], {
        ...windowFields(layer, sizesOf(config.poolSize)),
        ...(type === 'CeilMaxPooling2D' || config.ceilMode === true ? {ceil_mode: {int: 1}} : {}),
        ...(config.countPadding === true ? {count_include_pad: {int: 1}} : {}),
      });
      return;
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      graph.add(type.includes('Max') ? 'GlobalMaxPool' : 'GlobalAveragePool', `${name}/pooled`, [x]);
      graph.add('Flatten', name, [`${name}/pooled`], {axis: {int: 1}});
      return;
    case 'LocalResponseNormalization': {
      const size = 2 * Number(config.depthRadius) + 1;
      graph.add('LRN', name, [x], {
        size: {int: size},
        alpha: {float: Number(config.alpha) * size},
        beta: {float: Number(config.beta)},
        bias: {float: Number(config.bias)},
      });
      return;
    }
    case 'Flatten': {
      const image = transposes
        ? graph.add('Transpose', `${name}/channels-last`, [x], {perm: {ints: [0, 2, 3, 1]}})
        : x;
      graph.add('Flatten', name, [image], {axis: {int: 1}});
      return;
    }
    case 'Concatenate':
      graph.add('Concat', name, inputs, {axis: {int: channelAxis(layer, Number(config.axis ?? -1))}});
      return;
    case 'Softmax':
    case 'Activation':
    case 'ReLU':
      addActivation(layer, graph, x);
      return;
    case 'BatchNormalization':
      addBatchNormalization(layer, graph, x);
      return;
    case 'ChannelScale':
      addChannelScale(layer, graph, x);
      return;
    case 'SpatialResponseNormalization':
      addSpatialNormalization(layer, graph, x);
      return;
    case 'ZeroPadding2D': {
      const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = config.padding as number[][];
      const pads = graph.wholeNumbers(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right]);
      graph.add('Pad', name, [x, pads]);
      return;
    }
    default:
      throw unsupported(layer, `no operator of ONNX is known for a layer of type ${type}.`, type);
  }
}

function addWeighted(layer: TracedLayer, graph: GraphBuilder, x: string): void {
  const {name, type, config, weights} = layer;
  const activation = typeof config.activation === 'string' ? config.activation : 'linear';
  const output = activation === 'linear' ? name : `${name}/linear`;
  const inputs = [x, ...weights.map(weight => graph.weight(weight.name))];
  if (type === 'Dense') {
    graph.add('Gemm', output, inputs, {transB: {int: 1}});
  } else {
    graph.add('Conv', output, inputs, {
      ...windowFields(layer, sizesOf(config.kernelSize), sizesOf(config.dilationRate ?? 1)),
      group: {int: Number(config.groups ?? 1)},
    });
  }
  if (activation !== 'linear') {
    addNamedActivation(layer, graph, output, activation);
  }
}

function addActivation(layer: TracedLayer, graph: GraphBuilder, x: string): void {
  const {type, config} = layer;
  if (type === 'ReLU' && config.maxValue !== undefined && config.maxValue !== null) {
    throw unsupported(
      layer,
      'a ReLU with an upper end has no operator here.',
      `maxValue = ${Number(config.maxValue)}`,
    );
  }
  const activation = type === 'Activation' ? String(config.activation) : type.toLowerCase();
  if (activation === 'linear') {
    graph.alias(layer.name, x);
    return;
  }
  addNamedActivation(layer, graph, x, activation);
}

function addNamedActivation(layer: TracedLayer, graph: GraphBuilder, x: string, activation: string): void {
  const operator = ACTIVATIONS[activation];
  if (operator === undefined) {
    throw unsupported(layer, `no operator of ONNX is known for this activation.`, activation);
  }
  // Channels are the last axis here and the second there.
  graph.add(operator, layer.name, [x], activation === 'softmax' ? {axis: {int: 1}} : {});
}

function addBatchNormalization(layer: TracedLayer, graph: GraphBuilder, x: string): void {
  const {name, config, weights, outputShape} = layer;
  const channels = outputShape[outputShape.length - 1] ?? 1;
  const part = (suffix: string, missing: number): string => {
    const found = weights.find(weight => weight.name.endsWith(`/${suffix}`));
    return found === undefined
      ? graph.constant(`${name}/${suffix}`, [channels], new Array<number>(channels).fill(missing))
      : graph.weight(found.name);
  };
  const inputs = [x, part('gamma', 1), part('beta', 0), part('moving_mean', 0), part('moving_variance', 1)];
  graph.add('BatchNormalization', name, inputs, {epsilon: {float: Number(config.epsilon)}});
}

/** gamma · x + beta, one of each per channel. */
function addChannelScale({name, weights, outputShape}: TracedLayer, graph: GraphBuilder, x: string): void {
  const places = outputShape.length === 3 ? [1, 1] : [];
  const [gamma, beta] = weights.map(weight => graph.weight(weight.name, places));
  if (gamma === undefined) {
    throw new Error(`internal: ${name} has no factor; please report this`);
  }
  const scaled = graph.add('Mul', beta === undefined ? name : `${name}/scaled`, [x, gamma]);
  if (beta !== undefined) {
    graph.add('Add', name, [scaled, beta]);
  }
}

/** x / (1 + alpha / size² · Σ x²)^beta over a square window, of operators that there are. */
function addSpatialNormalization({name, config}: TracedLayer, graph: GraphBuilder, x: string): void {
  const size = Number(config.size);
  const border = (size - 1) / 2;
  const square = graph.add('Mul', `${name}/square`, [x, x]);
  const mean = graph.add('AveragePool', `${name}/mean`, [square], {
    kernel_shape: {ints: [size, size]},
    strides: {ints: [1, 1]},
    pads: {ints: [border, border, border, border]},
    count_include_pad: {int: 1},
  });
  const constant = (suffix: string, value: number): string =>
    graph.constant(`${name}/${suffix}`, [], [value]);
  const energy = graph.add('Mul', `${name}/energy`, [mean, constant('alpha', Number(config.alpha))]);
  const base = graph.add('Add', `${name}/base`, [energy, constant('one', 1)]);
  const divisor = graph.add('Pow', `${name}/divisor`, [base, constant('beta', Number(config.beta))]);
  graph.add('Div', name, [x, divisor]);
}

/** Window, step and border of a convolution or pool, the border in pixels as tfjs computes it. */
function windowFields(layer: TracedLayer, size: number[], dilation = [1, 1]): Record<string, OnnxField> {
  const {config, inputShapes, outputShape} = layer;
  const strides = sizesOf(config.strides ?? size);
  const padding = config.padding;
  const borders = [0, 1].map(axis => {
    if (typeof padding === 'number') {
      return [padding, padding] as const;
    }
    if (padding !== 'same') {
      return [0, 0] as const;
    }
    const window = ((size[axis] ?? 1) - 1) * (dilation[axis] ?? 1) + 1;
    const covered = ((outputShape[axis] ?? 1) - 1) * (strides[axis] ?? 1) + window;
    const total = Math.max(0, covered - (inputShapes[0]?.[axis] ?? 0));
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  });
  return {
    kernel_shape: {ints: size},
    strides: {ints: strides},
    ...(dilation.some(step => step !== 1) ? {dilations: {ints: dilation}} : {}),
    pads: {ints: [...borders.map(([before]) => before), ...borders.map(([, after]) => after)]},
  };
}

/** An axis counted with the batch, channels last, as one of ONNX. */
function channelAxis({outputShape}: TracedLayer, axis: number): number {
  const rank = outputShape.length + 1;
  const counted = axis < 0 ? axis + rank : axis;
  return rank !== 4 || counted === 0 ? counted : ([0, 2, 3, 1][counted] ?? counted);
}

function channelsFirst(shape: readonly number[]): OnnxShapedValue['shape'] {
  const [height = 1, width = 1, channels = 1] = shape;
  return shape.length === 3 ? ['batch', channels, height, width] : ['batch', ...shape];
}

function sizesOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)];
}

function unsupported(layer: TracedLayer, problem: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'unsupported',
    where: `writeOnnx, layer "${layer.name}"`,
    problem,
    expected:
      'layers of the presets: convolutions, pools, normalizations, dense layers, joins and activations',
    received,
    fix: 'write the weights alone, with writeSafetensors, or leave this layer out of the model',
  });
}
