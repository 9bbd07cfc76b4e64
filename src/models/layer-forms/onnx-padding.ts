/** Borders in ONNX: constants, and copies of the image. */
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {arrange, selectAxis} from './arrange-onnx';
import type {NetworkValue, RowCollector} from './network-value';
import {
  axisBehindBatch,
  constantAt,
  hasInput,
  integersAt,
  like,
  nodeName,
  numberOf,
  rankOf,
  sizesBehindBatch,
  textOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
  type ValueFlow,
} from './onnx-reading';
import {makeView} from './onnx-view';

/** Pixels before and behind, as ONNX writes them: [top, left, bottom, right]. */
export type WindowPads = readonly [top: number, left: number, bottom: number, right: number];

/** Entries before and behind along each axis of a tensor behind its batch. */
type Borders = readonly (readonly [before: number, behind: number])[];

/** A row of a constant around an image. Default: zeros. */
export function padded(
  rows: RowCollector,
  name: string,
  input: NetworkValue,
  [top, left, bottom, right]: WindowPads,
  value: number | 'lowest' = 0,
): NetworkValue {
  const sides = [
    [top, bottom],
    [left, right],
  ] as const;
  return value === 0
    ? rows.add(`${name}_pad`, {kind: 'zeroPad', padding: sides}, [input])
    : rows.add(`${name}_pad`, {kind: 'pad', padding: [...sides, [0, 0]], value}, [input]);
}

/** Reads Pad: its widths are an attribute in old files, and an input since operator set 11. */
export function readOnnxPad(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const flow = valueFlow(node, context);
  const mode = textOf(node, 'mode', 'constant');
  const given = constantAt(node, 2, context);
  if (hasInput(node, 2) && given === undefined) {
    return rows.refuse(name, 'a Pad with a computed value');
  }
  const value = given?.data[0] ?? numberOf(node, 'value', 0);
  const borders = bordersOf(node, flow, context);
  if (mode === 'reflect' || mode === 'edge' || mode === 'wrap') {
    return borders.reduce((current, [before, behind], axis) => {
      const size = sizesBehindBatch(current)[axis] ?? 1;
      const places = Array.from({length: size + before + behind}, (_, i) =>
        copiedPlace(i - before, size, mode),
      );
      return selectAxis(current, axis, places, name, context);
    }, flow);
  }
  return mode === 'constant'
    ? withConstant(flow, borders, value, name, context)
    : rows.refuse(name, `a Pad of the mode ${mode}`);
}

/** The entry of an axis that a place beyond it repeats. */
function copiedPlace(place: number, size: number, mode: 'reflect' | 'edge' | 'wrap'): number {
  if (mode === 'edge') {
    return Math.min(size - 1, Math.max(0, place));
  }
  const period = mode === 'wrap' ? size : Math.max(1, 2 * (size - 1));
  const within = ((place % period) + period) % period;
  return within < size ? within : period - within;
}

function bordersOf(node: OnnxNode, flow: ValueFlow, context: OnnxRowsContext): Borders {
  const name = nodeName(node);
  const widths = integersAt(node, 'pads', 1, context) ?? context.rows.refuse(name, 'a Pad without widths');
  const count = widths.length / 2;
  const axes = integersAt(node, 'axes', 3, context) ?? Array.from({length: count}, (_, axis) => axis);
  const borders = sizesBehindBatch(flow).map((): [number, number] => [0, 0]);
  if (
    count !== axes.length ||
    (!hasInput(node, 3) && count !== rankOf(flow)) ||
    !widths.every(Number.isInteger)
  ) {
    return context.rows.refuse(name, `a Pad with the widths [${widths.join(', ')}]`);
  }
  axes.forEach((axis, i) => {
    const border: [number, number] = [widths[i] ?? 0, widths[i + count] ?? 0];
    if (border.some(width => width !== 0)) {
      borders[axisBehindBatch(node, flow, axis, context)] = border;
    }
  });
  return borders;
}

/** Negative borders take entries away. */
function withConstant(
  flow: ValueFlow,
  borders: Borders,
  value: number,
  name: string,
  context: OnnxRowsContext,
): OnnxFlow {
  const {rows} = context;
  const cut = borders.reduce((current, [before, behind], axis) => {
    const size = sizesBehindBatch(current)[axis] ?? 1;
    const [first, last] = [Math.max(0, -before), size - Math.max(0, -behind)];
    const places = Array.from({length: Math.max(0, last - first)}, (_, i) => first + i);
    return places.length === 0
      ? rows.refuse(name, 'a Pad that leaves nothing')
      : selectAxis(current, axis, places, name, context);
  }, flow);
  const positive = borders.map(([before, behind]) => [Math.max(0, before), Math.max(0, behind)] as const);
  if (positive.every(([before, behind]) => before === 0 && behind === 0)) {
    return cut;
  }
  const isImage = borders.length === 3;
  const order = isImage ? [1, 2, 0] : [...borders.keys()];
  const arranged = arrange(
    cut,
    order.map(axis => [axis]),
    name,
    rows,
  );
  const padding = order.map(axis => positive[axis] ?? ([0, 0] as const));
  const [vertical = [0, 0], horizontal = [0, 0], channels = [0, 0]] = padding;
  const isStock = isImage && value === 0 && channels.every(width => width === 0);
  const result = isStock
    ? rows.add(name, {kind: 'zeroPad', padding: [vertical, horizontal]}, [arranged.value])
    : rows.add(name, {kind: 'pad', padding, ...(value === 0 ? {} : {value})}, [arranged.value]);
  return like(
    arranged,
    result,
    makeView(
      result.shape,
      borders.map((_, axis) => [order.indexOf(axis)]),
    ),
  );
}
