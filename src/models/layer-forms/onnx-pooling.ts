/** Windows of ONNX's convolutions and pools. */
import {ceilOutput, windowOutput} from '../../core/shapes';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {imageAt} from './arrange-onnx';
import {sidesOf, type NetworkValue, type RowBody, type RowCollector} from './network-value';
import {padded, type WindowPads} from './onnx-padding';
import {makeView} from './onnx-view';
import {
  derivedWeight,
  integerOf,
  made,
  nodeName,
  numbersOf,
  oneSize,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from './onnx-reading';

/** The padding of a window: as given, or as auto_pad computes it. Undefined for an auto_pad that is none. */
export function windowPads(
  node: OnnxNode,
  input: NetworkValue,
  window: readonly [number, number],
  strides: readonly number[],
  dilations: readonly number[] = [1, 1],
): WindowPads | undefined {
  const auto = textOf(node, 'auto_pad', 'NOTSET');
  if (auto === 'NOTSET' || auto === '') {
    const [top = 0, left = 0, bottom = 0, right = 0] = numbersOf(node, 'pads', [0, 0, 0, 0]);
    return [top, left, bottom, right];
  }
  if (auto === 'VALID') {
    return [0, 0, 0, 0];
  }
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') {
    return undefined;
  }
  const [vertical, horizontal] = sidesOf(input).map((length, i): [number, number] => {
    const stride = strides[i] ?? 1;
    const extent = (dilations[i] ?? 1) * ((window[i] ?? 1) - 1) + 1;
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + extent - length);
    const less = Math.floor(total / 2);
    return auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
  }) as [[number, number], [number, number]];
  return [vertical[0], horizontal[0], vertical[1], horizontal[1]];
}

/** MaxPool or AveragePool as a row of this kind, or as several where no layer has such a window. */
export function readOnnxPool(
  kind: 'maxPool' | 'avgPool',
  node: OnnxNode,
  context: OnnxRowsContext,
): OnnxFlow {
  return made(pool(kind, node, imageAt(node, context), context));
}

/** LpPool: the p-th root of the sum of p-th powers. */
export function readOnnxLpPool(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const p = integerOf(node, 'p', 2);
  const size = rows.add(`${name}_size`, {kind: 'pointwise', function: 'absolute'}, [imageAt(node, context)]);
  const sums = pool('sum', node, powered(`${name}_power`, size, p, context), context);
  return made(powered(`${name}_root`, sums, 1 / p, context));
}

function powered(
  name: string,
  value: NetworkValue,
  exponent: number,
  context: OnnxRowsContext,
): NetworkValue {
  if (exponent === 1) {
    return value;
  }
  const shape = value.shape.map(() => 1);
  const result = context.rows.add(name, {kind: 'arithmetic', operation: 'power', shape}, [value]);
  derivedWeight(`${result.row}/constant`, shape, Float32Array.of(exponent), context);
  return result;
}

type PoolKind = 'maxPool' | 'avgPool' | 'sum';

function pool(kind: PoolKind, node: OnnxNode, input: NetworkValue, context: OnnxRowsContext): NetworkValue {
  const {rows} = context;
  const name = nodeName(node);
  const [height, width, ...more] = numbersOf(node, 'kernel_shape', []);
  const strides = numbersOf(node, 'strides', [1, 1]);
  const dilations = numbersOf(node, 'dilations', [1, 1]);
  if (height === undefined || width === undefined || more.length > 0) {
    return rows.refuse(name, `${node.operator} without a window of height and width`);
  }
  if (node.outputs.slice(1).some(output => context.usesOf(output) > 0)) {
    return rows.refuse(name, 'the indices of a MaxPool');
  }
  const window = [height, width] as const;
  const pads = windowPads(node, input, window, strides, dilations);
  if (pads === undefined || pads.some(pad => pad < 0)) {
    return rows.refuse(name, `a ${node.operator} with the padding [${(pads ?? []).join(', ')}]`);
  }
  const isDilated = dilations.some(dilation => dilation !== 1);
  const ceil = integerOf(node, 'ceil_mode', 0) === 1;
  const rounding = isDilated ? undefined : roundingOf(input, window, strides, pads, ceil);
  const counts = integerOf(node, 'count_include_pad', 0) === 1;
  if (rounding === undefined || kind === 'sum') {
    return spelledPool(kind, name, input, {window, strides, dilations, pads, ceil, counts}, rows);
  }
  const body: RowBody = {
    kind,
    poolSize: oneSize(window),
    strides: oneSize(strides),
    ...(rounding.padding === 0 ? {} : {padding: rounding.padding}),
    ...(rounding.ceilMode ? {ceilMode: true} : {}),
    ...(kind === 'avgPool' && !counts && (rounding.padding > 0 || rounding.ceilMode)
      ? {countPadding: false}
      : {}),
  };
  return rows.add(name, body, [input]);
}

interface PoolWindow {
  window: readonly [number, number];
  strides: readonly number[];
  dilations: readonly number[];
  pads: WindowPads;
  ceil: boolean;
  counts: boolean;
}

/**
 * A pool whose window no layer has: uneven padding, dilation, or both. The average is a product along each axis, the
 * maximum that of the entries of each window, which are selected one behind the other.
 */
function spelledPool(
  kind: PoolKind,
  name: string,
  input: NetworkValue,
  {window, strides, dilations, pads: [top, left, bottom, right], ceil, counts}: PoolWindow,
  rows: RowCollector,
): NetworkValue {
  const sides = sidesOf(input);
  const borders = [
    [top, bottom],
    [left, right],
  ] as const;
  if (kind === 'maxPool' && dilations.every(dilation => dilation === 1)) {
    const [below = 0, beside = 0] = sides.map((size, axis) => {
      const [[before, behind], stride] = [borders[axis] ?? [0, 0], strides[axis] ?? 1];
      const extent = window[axis] ?? 1;
      const count = windowPlaces(size, {window: extent, stride, dilation: 1, before, behind, ceil}).length;
      return Math.max(0, (count - 1) * stride + extent - size - before);
    });
    const image = padded(rows, name, input, [top, left, below, beside], 'lowest');
    return rows.add(name, {kind, poolSize: oneSize(window), strides: oneSize(strides)}, [image]);
  }
  return ([0, 1] as const).reduce((value, axis) => {
    const [size, [before, behind]] = [sides[axis], borders[axis]];
    const [stride = 1, dilation = 1] = [strides[axis], dilations[axis]];
    const places = windowPlaces(size, {window: window[axis], stride, dilation, before, behind, ceil});
    const matrix = averages(places, size, behind, kind === 'sum' ? undefined : counts);
    return kind === 'maxPool'
      ? maximum(`${name}_${axis}`, value, axis, places, rows)
      : rows.add(`${name}_${axis}`, {kind: 'axisProduct', axis, matrix}, [value]);
  }, input);
}

interface AxisWindow {
  window: number;
  stride: number;
  dilation: number;
  before: number;
  behind: number;
  ceil: boolean;
}

/** The places of each window, of which some may lie on the padding or beyond. */
function windowPlaces(
  size: number,
  {window, stride, dilation, before, behind, ceil}: AxisWindow,
): number[][] {
  const reach = size + before + behind - ((window - 1) * dilation + 1);
  const rounded = (ceil ? Math.ceil(reach / stride) : Math.floor(reach / stride)) + 1;
  // A window that begins on the padding behind is left out.
  const count = ceil && (rounded - 1) * stride >= size + before ? rounded - 1 : rounded;
  return Array.from({length: count}, (_, i) =>
    Array.from({length: window}, (__, k) => i * stride - before + k * dilation),
  );
}

/** @param counts whether padding counts in the divisor; undefined for sums. */
function averages(
  places: readonly (readonly number[])[],
  size: number,
  behind: number,
  counts: boolean | undefined,
): number[][] {
  return places.map(window => {
    const inside = window.filter(place => place >= 0 && place < size);
    const counted = counts === true ? window.filter(place => place < size + behind).length : inside.length;
    const count = counts === undefined ? 1 : counted;
    const row = new Array<number>(size).fill(0);
    inside.forEach(place => {
      row[place] = 1 / count;
    });
    return row;
  });
}

/** The largest entry of each window along an axis; places beyond the image count as its nearest entry in the window. */
function maximum(
  name: string,
  input: NetworkValue,
  axis: 0 | 1,
  places: readonly (readonly number[])[],
  rows: RowCollector,
): NetworkValue {
  const size = input.shape[axis] ?? 1;
  const inside = places.map(window => window.filter(place => place >= 0 && place < size));
  const taps = Math.max(...inside.map(window => window.length));
  const entries = Array.from({length: taps}, (_, tap) =>
    rows.add(
      `${name}_${tap}`,
      {kind: 'select', axis, indices: inside.map(window => window[tap] ?? window[0] ?? 0)},
      [input],
    ),
  );
  const [only] = entries;
  return entries.length === 1 && only !== undefined
    ? only
    : rows.add(`${name}_max`, {kind: 'eltwise', operation: 'max'}, entries);
}

/**
 * The even padding and the rounding that make the windows of `pads`. Exporters write Caffe's rounding up as more padding
 * behind than before; the windows are the same ones where the last begins on the image.
 */
function roundingOf(
  input: NetworkValue,
  window: readonly [number, number],
  strides: readonly number[],
  [top, left, bottom, right]: WindowPads,
  ceil: boolean,
): {padding: number; ceilMode: boolean} | undefined {
  const sides = sidesOf(input);
  if (top !== left || top >= Math.min(...window)) {
    return undefined;
  }
  if (top === bottom && left === right) {
    return {padding: top, ceilMode: ceil};
  }
  const outputs = [bottom, right].map(
    (after, i) => Math.floor(((sides[i] ?? 1) + top + after - (window[i] ?? 1)) / (strides[i] ?? 1)) + 1,
  );
  const fits = (outputOf: typeof ceilOutput): boolean =>
    outputs.every((output, i) => output === outputOf(sides[i] ?? 1, window[i] ?? 1, strides[i] ?? 1, top));
  if (ceil) {
    return undefined;
  }
  if (fits((...args) => windowOutput(args[0], args[1], args[2], args[3] ?? 0))) {
    return {padding: top, ceilMode: false};
  }
  return fits(ceilOutput) ? {padding: top, ceilMode: true} : undefined;
}

/** GlobalMaxPool or GlobalAveragePool: a window over the whole image where one is wanted behind it. */
export function readOnnxGlobalPool(
  kind: 'maxPool' | 'avgPool',
  node: OnnxNode,
  context: OnnxRowsContext,
): OnnxFlow {
  const {rows, wantsImage} = context;
  const input = imageAt(node, context);
  if (wantsImage(node)) {
    return made(rows.add(nodeName(node), {kind, poolSize: oneSize(sidesOf(input)), strides: 1}, [input]));
  }
  const value = rows.add(nodeName(node), {kind: kind === 'maxPool' ? 'globalMaxPool' : 'globalAvgPool'}, [
    input,
  ]);
  // ONNX keeps an image of one pixel.
  return made(value, makeView(value.shape, [[0], [], []]));
}
