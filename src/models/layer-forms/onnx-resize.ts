/** Resize and Upsample in ONNX: along each axis a choice of entries, or weighted sums of them. */
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {asRowAxis, selectAxis} from './arrange-onnx';
import {withConstant} from './onnx-arithmetic';
import {withAxisSize} from './onnx-view';
import {
  axisBehindBatch,
  constantAt,
  hasInput,
  integerOf,
  like,
  nodeName,
  numberOf,
  numbersOf,
  rankOf,
  sizesBehindBatch,
  textOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
  type ValueFlow,
} from './onnx-reading';

/** One axis: sizes before and after, the factor between them, and the region of the image that is taken. */
interface AxisResize {
  from: number;
  to: number;
  scale: number;
  /** For tf_crop_and_resize: start and end of the region, as fractions. */
  region: readonly [number, number];
}

/** Reads Resize, and Upsample, which is its form of old files. */
export function readOnnxResize(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const mode = textOf(node, 'mode', 'nearest');
  const coordinates = coordinatesOf(node, context);
  const isCropped = coordinates === 'tf_crop_and_resize';
  const kinds = ['nearest', 'linear', 'bilinear', 'cubic'];
  if (!kinds.includes(mode)) {
    return rows.refuse(name, `${node.operator} in the mode ${mode}`);
  }
  let flow = valueFlow(node, context);
  const outside = new Map<number, boolean[]>();
  for (const [axis, resize] of axisResizes(node, context)) {
    const {from, to, scale} = resize;
    const positions = Array.from({length: to}, (_, place) => positionOf(place, resize, coordinates));
    if (from === to && positions.every((position, place) => position === place)) {
      continue;
    }
    outside.set(
      axis,
      positions.map(position => isCropped && (position < 0 || position > from - 1)),
    );
    if (mode === 'nearest') {
      const rounding = textOf(node, 'nearest_mode', coordinates === 'old' ? 'floor' : 'round_prefer_floor');
      const places = positions.map(position => nearestPlace(position, rounding, from));
      const isInside = outside.get(axis)?.includes(true) !== true;
      flow = isInside
        ? selectAxis(flow, axis, places, name, context)
        : rows.refuse(name, 'Resize beyond the image');
      continue;
    }
    const taps = mode === 'cubic' ? cubicTaps(numberOf(node, 'cubic_coeff_a', -0.75)) : linearTaps;
    const stretch = integerOf(node, 'antialias', 0) === 1 ? Math.min(1, scale) : 1;
    const excludes = integerOf(node, 'exclude_outside', 0) === 1;
    const matrix = positions.map((position, place) =>
      outside.get(axis)?.[place] === true
        ? new Array<number>(from).fill(0)
        : weightsAt(position, from, {taps, stretch, excludes}),
    );
    const {flow: arranged, axis: row} = asRowAxis(flow, axis, name, rows);
    const value = rows.add(name, {kind: 'axisProduct', axis: row, matrix}, [arranged.value]);
    flow = like(arranged, value, withAxisSize(arranged.view, arranged.value.shape, row, to));
  }
  const value = numberOf(node, 'extrapolation_value', 0);
  return value === 0 ? flow : withBorder(node, flow, outside, value, context);
}

/** The value of places that lie outside the image, which are 0 up to here. */
function withBorder(
  node: OnnxNode,
  flow: ValueFlow,
  outside: ReadonlyMap<number, readonly boolean[]>,
  value: number,
  context: OnnxRowsContext,
): ValueFlow {
  const sizes = sizesBehindBatch(flow);
  const shape = sizes.map((size, axis) => (outside.get(axis)?.includes(true) === true ? size : 1));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((count, size) => count * size, 1));
  const data = Float32Array.from({length: (strides[0] ?? 1) * (shape[0] ?? 1)}, (_, i) =>
    shape.some((size, axis) => outside.get(axis)?.[Math.floor(i / (strides[axis] ?? 1)) % size] === true)
      ? value
      : 0,
  );
  return withConstant('add', node, flow, {name: '', shape: [1, ...shape], data}, context);
}

/** How places after are places before; 'old' before operator set 11, which knew one way only. */
function coordinatesOf(node: OnnxNode, {opset}: OnnxRowsContext): string {
  return node.operator === 'Upsample' || opset < 11
    ? 'old'
    : textOf(node, 'coordinate_transformation_mode', 'half_pixel');
}

/** What happens to each axis behind the batch, by its place. */
function axisResizes(node: OnnxNode, context: OnnxRowsContext): Map<number, AxisResize> {
  const {rows, opset} = context;
  const name = nodeName(node);
  const flow = valueFlow(node, context);
  const rank = rankOf(flow);
  const isOld = node.operator === 'Upsample' || opset < 11;
  const [scalesAt, sizesAt] = isOld ? [1, -1] : [2, 3];
  const listed = numbersOf(
    node,
    'axes',
    Array.from({length: rank}, (_, axis) => axis),
  ).map(axis => (axis < 0 ? axis + rank : axis));
  const scalesInput = hasInput(node, scalesAt) ? constantAt(node, scalesAt, context)?.data : undefined;
  const scales = Array.from(scalesInput ?? numbersOf(node, 'scales', []));
  const sizes = hasInput(node, sizesAt) ? Array.from(constantAt(node, sizesAt, context)?.data ?? []) : [];
  const region = hasInput(node, 1) && !isOld ? Array.from(constantAt(node, 1, context)?.data ?? []) : [];
  const own = sizesBehindBatch(flow);
  const policy = textOf(node, 'keep_aspect_ratio_policy', 'stretch');
  if (scales.length !== listed.length && sizes.length !== listed.length) {
    return rows.refuse(name, `${node.operator} to a size that is computed`);
  }
  const ratios = listed.flatMap((axis, i) => {
    const size = own[axis - 1];
    return size === undefined ? [] : [(sizes[i] ?? size) / size];
  });
  const ratio =
    policy === 'not_larger'
      ? Math.min(...ratios)
      : policy === 'not_smaller'
        ? Math.max(...ratios)
        : undefined;
  const resizes = new Map<number, AxisResize>();
  listed.forEach((axis, i) => {
    const [size, scale] = [sizes[i], scales[i]];
    if (axis === 0) {
      // The batch as it is: its size is not known here, or 1 where one image was traced.
      if (scales.length > 0 ? scale !== 1 : !Number.isNaN(size) && size !== (context.batch ?? 1)) {
        rows.refuse(name, `${node.operator} of the batch`);
      }
      return;
    }
    const behind = axisBehindBatch(node, flow, axis, context);
    const from = own[behind] ?? 1;
    const to =
      scales.length > 0
        ? Math.floor(from * (scale ?? 1))
        : ratio === undefined
          ? (size ?? from)
          : Math.floor(ratio * from + 0.5);
    if (!Number.isInteger(to) || to < 1) {
      rows.refuse(name, `${node.operator} to a size that is computed`);
    }
    const start = region[i] ?? 0;
    const end = region[i + region.length / 2] ?? 1;
    resizes.set(behind, {
      from,
      to,
      scale: scales.length > 0 ? (scale ?? 1) : (ratio ?? to / from),
      region: [start, end],
    });
  });
  return resizes;
}

/** The position before that becomes this place. */
function positionOf(
  place: number,
  {from, to, scale, region: [start, end]}: AxisResize,
  coordinates: string,
): number {
  switch (coordinates) {
    case 'old':
    case 'asymmetric':
      return place / scale;
    case 'align_corners':
      // The size after it is not rounded here, as in ONNX's reference.
      return to === 1 ? 0 : (place * (from - 1)) / (scale * from - 1);
    case 'pytorch_half_pixel':
      return to === 1 ? 0 : (place + 0.5) / scale - 0.5;
    case 'tf_half_pixel_for_nn':
      return (place + 0.5) / scale;
    case 'half_pixel_symmetric': {
      const adjustment = to / (scale * from);
      return (from / 2) * (1 - adjustment) + (place + 0.5) / scale - 0.5;
    }
    case 'tf_crop_and_resize':
      return to === 1
        ? 0.5 * (start + end) * (from - 1)
        : start * (from - 1) + (place * (end - start) * (from - 1)) / (to - 1);
    default:
      return (place + 0.5) / scale - 0.5;
  }
}

function nearestPlace(position: number, rounding: string, size: number): number {
  const rounded =
    rounding === 'floor'
      ? Math.floor(position)
      : rounding === 'ceil'
        ? Math.ceil(position)
        : rounding === 'round_prefer_ceil'
          ? Math.floor(position + 0.5)
          : Math.ceil(position - 0.5);
  return Math.min(size - 1, Math.max(0, rounded));
}

type Taps = (distance: number) => number;

const linearTaps: Taps = distance => Math.max(0, 1 - Math.abs(distance));

/** Keys (1981), with the parameter a. */
const cubicTaps =
  (a: number): Taps =>
  distance => {
    const x = Math.abs(distance);
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  };

interface Filter {
  taps: Taps;
  /** Below 1 the filter is wider, so that a smaller image is smooth. */
  stretch: number;
  /** Whether places outside the image count nothing; else they repeat its border. */
  excludes: boolean;
}

/** The weights of all places for the value at this position. */
function weightsAt(position: number, size: number, {taps, stretch, excludes}: Filter): number[] {
  const reach = Math.ceil(2 / stretch) + 1;
  const weights = new Array<number>(size).fill(0);
  let sum = 0;
  for (let place = Math.floor(position) - reach; place <= Math.floor(position) + reach; place++) {
    const weight = taps(stretch * (place - position));
    const isInside = place >= 0 && place < size;
    if (weight !== 0 && (isInside || !excludes)) {
      const kept = Math.min(size - 1, Math.max(0, place));
      weights[kept] = (weights[kept] ?? 0) + weight;
      sum += weight;
    }
  }
  return weights.map(weight => weight / sum);
}
