/** ConvTranspose in ONNX, as a convolution of an image with zeros between its pixels. */
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import {imageAt} from './arrange-onnx';
import {vector} from './defined-weight';
import {sidesOf, type NetworkValue} from './network-value';
import {padded} from './onnx-padding';
import {
  constantAt,
  derivedWeight,
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

/** The sizes of one axis. */
interface TransposedAxis {
  stride: number;
  dilation: number;
  /** Zeros in front of the image with its zeros, and behind; negative where entries are taken away. */
  before: number;
  behind: number;
}

/** Reads ConvTranspose, of any strides, dilations, groups and paddings. */
export function readOnnxTransposedConvolution(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = imageAt(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const [, perGroup, ...size] = kernel?.shape ?? [];
  if (
    kernel === undefined ||
    perGroup === undefined ||
    size.length !== 2 ||
    (hasInput(node, 2) && bias === undefined)
  ) {
    return rows.refuse(
      name,
      'a ConvTranspose whose kernel or bias is computed, or not over height and width',
    );
  }
  const axes = axesOf(node, sidesOf(input), size);
  const spaced = axes.reduce(
    (value, {stride}, axis) => withZeros(`${name}_${axis}`, value, axis, stride, context),
    input,
  );
  const cut = axes.reduce((value, {before, behind}, axis) => {
    const length = value.shape[axis] ?? 1;
    const [first, last] = [Math.max(0, -before), length - Math.max(0, -behind)];
    const indices = Array.from({length: Math.max(0, last - first)}, (_, i) => first + i);
    return indices.length === length
      ? value
      : rows.add(`${name}_cut`, {kind: 'select', axis, indices}, [value]);
  }, spaced);
  const [top = 0, left = 0] = axes.map(({before}) => Math.max(0, before));
  const [bottom = 0, right = 0] = axes.map(({behind}) => Math.max(0, behind));
  const isEven = [left, bottom, right].every(pad => pad === top);
  const image = isEven ? cut : padded(rows, name, cut, [top, left, bottom, right]);
  const groups = integerOf(node, 'group', 1);
  const dilations = axes.map(({dilation}) => dilation);
  const filters = perGroup * groups;
  const value = rows.add(
    name,
    {
      kind: 'conv',
      filters,
      kernelSize: oneSize(size),
      ...(isEven && top > 0 ? {padding: top} : {}),
      ...(dilations.every(step => step === 1) ? {} : {dilation: oneSize(dilations)}),
      ...(groups === 1 ? {} : {groups}),
      ...(bias === undefined ? {useBias: false} : {}),
    },
    [image],
  );
  const flipped = flippedKernel(kernel, groups);
  derivedWeight(`${value.row}/kernel`, flipped.shape, flipped.data, context);
  if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, filters));
  }
  return made(value);
}

function axesOf(node: OnnxNode, sides: readonly number[], size: readonly number[]): TransposedAxis[] {
  const strides = numbersOf(node, 'strides', [1, 1]);
  const dilations = numbersOf(node, 'dilations', [1, 1]);
  const pads = numbersOf(node, 'pads', [0, 0, 0, 0]);
  const extra = numbersOf(node, 'output_padding', [0, 0]);
  const wanted = numbersOf(node, 'output_shape', []).slice(-2);
  const auto = textOf(node, 'auto_pad', 'NOTSET');
  const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  return sides.map((length, axis) => {
    const [stride = 1, dilation = 1] = [strides[axis], dilations[axis]];
    const reach = ((size[axis] ?? 1) - 1) * dilation;
    const more = extra[axis] ?? 0;
    let [first = 0, last = 0] = [pads[axis], pads[axis + 2]];
    const output = wanted[axis] ?? (isSame ? length * stride : undefined);
    if (output !== undefined) {
      const total = stride * (length - 1) + more + reach + 1 - output;
      const half = Math.floor(total / 2);
      [first, last] = auto === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
    } else if (auto === 'VALID') {
      [first, last] = [0, 0];
    }
    return {stride, dilation, before: reach - first, behind: reach - last + more};
  });
}

/** The image with zeros between its rows, or columns: a padded axis of its own, joined to them. */
function withZeros(
  name: string,
  value: NetworkValue,
  axis: number,
  stride: number,
  {rows}: OnnxRowsContext,
): NetworkValue {
  if (stride === 1) {
    return value;
  }
  const {shape} = value;
  const length = shape[axis] ?? 1;
  const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const between = split.map((_, i): [number, number] => [0, i === axis + 1 ? stride - 1 : 0]);
  const spread = rows.add(`${name}_zeros`, {kind: 'pad', padding: between}, [
    rows.add(`${name}_split`, {kind: 'reshape', shape: split}, [value]),
  ]);
  const joined = shape.map((size, i) => (i === axis ? length * stride : size));
  const whole = rows.add(`${name}_joined`, {kind: 'reshape', shape: joined}, [spread]);
  // The last row has no zeros behind it.
  const indices = Array.from({length: (length - 1) * stride + 1}, (_, i) => i);
  return rows.add(`${name}_spaced`, {kind: 'select', axis, indices}, [whole]);
}

/** [in, out of a group, height, width] as [height, width, in of a group, out], rotated by 180 degrees. */
function flippedKernel({shape, data}: OnnxTensor, groups: number): {shape: number[]; data: Float32Array} {
  const [inputs = 1, perGroup = 1, height = 1, width = 1] = shape;
  const [inGroup, filters] = [inputs / groups, perGroup * groups];
  const result = new Float32Array(data.length);
  for (let input = 0; input < inputs; input++) {
    const [group, place] = [Math.floor(input / inGroup), input % inGroup];
    for (let filter = 0; filter < perGroup; filter++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const there = ((input * perGroup + filter) * height + y) * width + x;
          const here =
            (((height - 1 - y) * width + (width - 1 - x)) * inGroup + place) * filters +
            group * perGroup +
            filter;
          result[here] = data[there] ?? 0;
        }
      }
    }
  }
  return {shape: [height, width, inGroup, filters], data: result};
}
