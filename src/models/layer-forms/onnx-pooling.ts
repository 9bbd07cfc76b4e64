/** Windows of ONNX's convolutions and pools. */
import {ceilOutput, windowOutput} from '../../core/shapes';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {sidesOf, type NetworkValue, type RowBody, type RowCollector} from './network-value';
import {
  firstValue,
  integerOf,
  made,
  nodeName,
  numbersOf,
  oneSize,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from './onnx-reading';

/** Pixels before and behind, as ONNX writes them: [top, left, bottom, right]. */
export type WindowPads = readonly [top: number, left: number, bottom: number, right: number];

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

/** A row of zeros around an image. */
export function zeroPadded(
  rows: RowCollector,
  name: string,
  input: NetworkValue,
  [top, left, bottom, right]: WindowPads,
): NetworkValue {
  return rows.add(
    `${name}_pad`,
    {
      kind: 'zeroPad',
      padding: [
        [top, bottom],
        [left, right],
      ],
    },
    [input],
  );
}

/** MaxPool or AveragePool as a row of this kind. */
export function readOnnxPool(
  kind: 'maxPool' | 'avgPool',
  node: OnnxNode,
  context: OnnxRowsContext,
): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const input = firstValue(node, context);
  const [height, width] = numbersOf(node, 'kernel_shape', []);
  const strides = numbersOf(node, 'strides', [1, 1]);
  if (!rows.isImage(input) || height === undefined || width === undefined) {
    return rows.refuse(name, `${node.operator} of what is no image`);
  }
  if (numbersOf(node, 'dilations', [1, 1]).some(dilation => dilation !== 1)) {
    return rows.refuse(name, `${node.operator} with dilations`);
  }
  if (node.outputs.slice(1).some(output => context.usesOf(output) > 0)) {
    return rows.refuse(name, 'the indices of a MaxPool');
  }
  const pads = windowPads(node, input, [height, width], strides);
  const rounding =
    pads && roundingOf(input, [height, width], strides, pads, integerOf(node, 'ceil_mode', 0) === 1);
  if (rounding === undefined) {
    return rows.refuse(name, `a ${node.operator} with the padding [${(pads ?? []).join(', ')}]`);
  }
  const body: RowBody = {
    kind,
    poolSize: oneSize([height, width]),
    strides: oneSize(strides),
    ...(rounding.padding === 0 ? {} : {padding: rounding.padding}),
    ...(rounding.ceilMode ? {ceilMode: true} : {}),
    ...(kind === 'avgPool' &&
    integerOf(node, 'count_include_pad', 0) === 0 &&
    (rounding.padding > 0 || rounding.ceilMode)
      ? {countPadding: false}
      : {}),
  };
  return made(rows.add(name, body, [input]));
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
  const input = firstValue(node, context);
  if (!rows.isImage(input)) {
    return rows.refuse(nodeName(node), `${node.operator} of what is no image`);
  }
  return made(
    wantsImage(node)
      ? rows.add(nodeName(node), {kind, poolSize: oneSize(sidesOf(input)), strides: 1}, [input])
      : rows.add(nodeName(node), {kind: kind === 'maxPool' ? 'globalMaxPool' : 'globalAvgPool'}, [input]),
  );
}
