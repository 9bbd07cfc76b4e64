/** Functions for the writers of ONNX operators. Images are [batch, channels, height, width] there. */
import {AlexNetError} from '../../errors';
import type {OnnxField} from '../../formats/onnx/encode-onnx';
import type {TracedLayer} from '../trace-model';

/** An ONNX graph in the making. */
export interface OnnxGraphWriter {
  /** Lets the layer stand for an existing value. */
  alias(layer: string, value: string): void;
  /** Adds an operation, and returns the name of its output. */
  add(operator: string, output: string, inputs: string[], attributes?: Record<string, OnnxField>): string;
  /** Adds a weight of the model in ONNX's order; the name stays. `places` are axes of size 1 to put behind a vector. */
  weight(name: string, places?: readonly number[]): string;
  /** Adds a weight that has the axes of a value, or 1 along some of them, in ONNX's order. */
  spread(name: string): string;
  constant(name: string, shape: number[], values: number[]): string;
  integers(name: string, values: number[]): string;
  /** Whether a flattened image is put into this library's order first. */
  isTransposed(flatten: string): boolean;
}

/** Adds the operations of a layer; the last of them has the layer's name. `inputs` are names of values. */
export type WriteOnnx = (
  layer: TracedLayer,
  graph: OnnxGraphWriter,
  inputs: readonly [string, ...string[]],
) => void;

/** Activations that are one operator. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
  logSoftmax: 'LogSoftmax',
};

/** An activation by tfjs's name, which makes the layer's output. */
export function writeActivation(
  layer: TracedLayer,
  graph: OnnxGraphWriter,
  x: string,
  activation: string,
): void {
  if (activation === 'linear') {
    graph.alias(layer.name, x);
    return;
  }
  const operator = ACTIVATIONS[activation];
  if (operator === undefined) {
    throw notInOnnx(layer, `no operator of ONNX is known for this activation.`, activation);
  }
  // Channels are the last axis here and the second there.
  graph.add(
    operator,
    layer.name,
    [x],
    activation === 'softmax' || activation === 'logSoftmax' ? {axis: {int: 1}} : {},
  );
}

/** An operator with kernel and bias, and behind it the layer's activation. */
export function writeWeighted(
  operator: string,
  layer: TracedLayer,
  graph: OnnxGraphWriter,
  x: string,
  attributes: Record<string, OnnxField>,
): void {
  const {name, config, weights} = layer;
  const activation = typeof config.activation === 'string' ? config.activation : 'linear';
  const output = activation === 'linear' ? name : `${name}/linear`;
  const inputs = [x, ...weights.map(weight => graph.weight(weight.name))];
  graph.add(operator, output, inputs, attributes);
  if (activation !== 'linear') {
    writeActivation(layer, graph, output, activation);
  }
}

/** Window, step and border of a convolution or pool, the border in pixels as tfjs computes it. */
export function windowFields(
  {config, inputShapes, outputShape}: TracedLayer,
  size: number[],
  dilation = [1, 1],
): Record<string, OnnxField> {
  const strides = sizesOf(config.strides ?? size);
  const padding = config.padding;
  const borders = [0, 1].map(axis => {
    const pixels: unknown = Array.isArray(padding) ? padding[axis] : padding;
    if (typeof pixels === 'number') {
      return [pixels, pixels] as const;
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

/** A pool of any of the classes. */
export function writePool(
  operator: 'MaxPool' | 'AveragePool',
  layer: TracedLayer,
  graph: OnnxGraphWriter,
  x: string,
  ceilMode: boolean,
): void {
  graph.add(operator, layer.name, [x], {
    ...windowFields(layer, sizesOf(layer.config.poolSize)),
    ...(ceilMode ? {ceil_mode: {int: 1}} : {}),
    ...(layer.config.countPadding === true ? {count_include_pad: {int: 1}} : {}),
  });
}

/** The value with its axes in this library's order: of an image [batch, height, width, channels]. */
export function fromGraphOrder(
  name: string,
  shape: readonly number[],
  graph: OnnxGraphWriter,
  x: string,
): string {
  return shape.length === 3 ? graph.add('Transpose', name, [x], {perm: {ints: [0, 2, 3, 1]}}) : x;
}

/** Adds an operation whose output is in this library's order, and brings an image into ONNX's. */
export function toGraphOrder(
  {name, outputShape}: TracedLayer,
  graph: OnnxGraphWriter,
  add: (output: string) => string,
): void {
  if (outputShape.length === 3) {
    graph.add('Transpose', name, [add(`${name}/channels-last`)], {perm: {ints: [0, 3, 1, 2]}});
  } else {
    add(name);
  }
}

/** The place in ONNX, with the batch, of an axis that is counted without it. */
export function graphAxis(axis: number, rank: number): number {
  return rank === 3 ? ([2, 3, 1][axis] ?? axis) : axis + 1;
}

/** Height and width of an argument that may be one number. */
export function sizesOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)];
}

/** The error for a layer that ONNX has nothing for. */
export function notInOnnx(layer: TracedLayer, problem: string, received: string): AlexNetError {
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
