/** ConvTranspose in ONNX. */
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {imageAt} from './arrange-onnx';
import {convKernel, vector} from './defined-weight';
import {sidesOf, type RowBody} from './network-value';
import {
  constantAt,
  hasInput,
  integerOf,
  made,
  nodeName,
  numbersOf,
  oneSize,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from './onnx-reading';

/** Reads ConvTranspose, of any strides, dilations, groups and paddings. */
export function readOnnxTransposedConvolution(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = imageAt(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const [channels, perGroup, height, width, ...others] = kernel?.shape ?? [];
  if (
    kernel === undefined ||
    channels === undefined ||
    perGroup === undefined ||
    height === undefined ||
    width === undefined ||
    others.length > 0 ||
    (hasInput(node, 2) && bias === undefined)
  ) {
    return rows.refuse(
      name,
      'a ConvTranspose whose kernel or bias is computed, or not over height and width',
    );
  }
  const size = [height, width];
  const strides = numbersOf(node, 'strides', [1, 1]);
  const dilations = numbersOf(node, 'dilations', [1, 1]);
  const cropping = croppingOf(node, sidesOf(input), size, strides, dilations);
  const groups = integerOf(node, 'group', 1);
  const filters = perGroup * groups;
  const body: RowBody = {
    kind: 'deconv',
    filters,
    kernelSize: oneSize(size),
    ...(strides.every(step => step === 1) ? {} : {strides: oneSize(strides)}),
    ...(dilations.every(step => step === 1) ? {} : {dilation: oneSize(dilations)}),
    ...(groups === 1 ? {} : {groups}),
    ...(cropping.flat().every(pixels => pixels === 0) ? {} : {cropping}),
    ...(bias === undefined ? {useBias: false} : {}),
  };
  const value = rows.add(name, body, [input]);
  weights.push(convKernel(`${value.row}/kernel`, kernel.name, [height, width, perGroup, channels]));
  if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, filters));
  }
  return made(value);
}

/** Pixels to cut off each side; the output padding adds some behind the image. */
function croppingOf(
  node: OnnxNode,
  sides: readonly number[],
  size: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): [[number, number], [number, number]] {
  const pads = numbersOf(node, 'pads', [0, 0, 0, 0]);
  const extra = numbersOf(node, 'output_padding', [0, 0]);
  const wanted = numbersOf(node, 'output_shape', []).slice(-2);
  const auto = textOf(node, 'auto_pad', 'NOTSET');
  const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  return sides.map((length, axis): [number, number] => {
    const [stride = 1, dilation = 1] = [strides[axis], dilations[axis]];
    const reach = ((size[axis] ?? 1) - 1) * dilation + 1;
    const more = extra[axis] ?? 0;
    let [first = 0, last = 0] = [pads[axis], pads[axis + 2]];
    const output = wanted[axis] ?? (isSame ? length * stride : undefined);
    if (output !== undefined) {
      const total = stride * (length - 1) + more + reach - output;
      const half = Math.floor(total / 2);
      [first, last] = auto === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
    } else if (auto === 'VALID') {
      [first, last] = [0, 0];
    }
    // The layer's own output has room for a whole step behind the last pixel.
    return [first, last - more + Math.max(0, stride - reach)];
  }) as [[number, number], [number, number]];
}
