import {checksFor} from '../../../core/check';
import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import {axisSelection} from '../../../layers/axis-selection';
import type {SelectRow} from '../../../presets/layer-row';
import {selectAxis} from '../../layer-forms/arrange-onnx';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {
  axisBehindBatch,
  constantAt,
  integerOf,
  integersAt,
  like,
  nodeName,
  sizesBehindBatch,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import {slicePlaces} from '../../layer-forms/onnx-slices';
import {graphAxis} from '../../layer-forms/onnx-writing';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Entries of an axis. */
export const select: LayerKind<SelectRow, 'AxisSelection'> = {
  plan({axis, indices}, [input = []], {where}) {
    const check = checksFor(where);
    check.integer('axis', axis, 0, input.length - 1);
    indices.forEach(place => check.integer('indices', place, 0, (input[axis] ?? 1) - 1));
    return {
      outputShape: input.map((size, i) => (i === axis ? indices.length : size)),
      parameters: 0,
      multiplyAdds: 0,
    };
  },
  className: () => 'AxisSelection',
};

/** The layer of a row. */
export const makeSelect: MakeLayer<SelectRow> = ({name, axis, indices}) =>
  axisSelection({name, axis, indices});

/** Class names and weights of the layers. */
export const selectTraits: KindTraits<'AxisSelection'> = {
  classes: {AxisSelection: {}},
  weights: {},
};

/** Slice, Split and Gather of constant places in ONNX. */
export const selectForms: LayerForms<'AxisSelection'> = {
  caffe: {},
  onnx: {Slice: readSlice, Split: readSplit, Gather: readGather},
  writeOnnx: {
    AxisSelection({name, config, inputShapes}, graph, [x]) {
      const indices = graph.integers(`${name}/indices`, (config.indices as number[]).map(Number));
      const axis = graphAxis(Number(config.axis), inputShapes[0]?.length ?? 0);
      graph.add('Gather', name, [x, indices], {axis: {int: axis}});
    },
  },
  partsOf: (_, [count = 1]) => [[1, 1, count]],
};

function readSlice(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const starts = integersAt(node, 'starts', 1, context) ?? [];
  const ends = integersAt(node, 'ends', 2, context) ?? [];
  const axes = integersAt(node, 'axes', 3, context) ?? [...starts.keys()];
  const steps = integersAt(node, 'steps', 4, context) ?? [];
  const name = nodeName(node);
  return starts.reduce((current, start, i) => {
    if (axes[i] === 0) {
      return start === 0 && (ends[i] ?? 0) > 2 ** 30
        ? current
        : context.rows.refuse(name, 'Slice of the images of a batch');
    }
    const axis = axisBehindBatch(node, current, axes[i] ?? 1, context);
    const size = sizesBehindBatch(current)[axis] ?? 1;
    const places = slicePlaces(size, start, ends[i] ?? size, steps[i] ?? 1);
    return places.length === 0
      ? context.rows.refuse(name, 'Slice that leaves nothing')
      : selectAxis(current, axis, places, name, context);
  }, flow);
}

function readSplit(node: OnnxNode, context: OnnxRowsContext): OnnxFlow[] {
  const flow = valueFlow(node, context);
  const axis = axisBehindBatch(node, flow, integerOf(node, 'axis', 0), context);
  const size = sizesBehindBatch(flow)[axis] ?? 1;
  const count = integerOf(node, 'num_outputs', node.outputs.length);
  const part = Math.ceil(size / count);
  const lengths =
    integersAt(node, 'split', 1, context) ??
    Array.from({length: count}, (_, i) => Math.min(part, size - i * part));
  if (lengths.reduce((sum, length) => sum + length, 0) !== size || lengths.some(length => length < 1)) {
    return context.rows.refuse(nodeName(node), `Split of ${size} into ${lengths.join(', ')}`);
  }
  let start = 0;
  return lengths.map((length, i) => {
    const places = Array.from({length}, (_, place) => start + place);
    start += length;
    return selectAxis(flow, axis, places, node.outputs[i] ?? nodeName(node), context);
  });
}

function readGather(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const indices = constantAt(node, 1, context);
  const name = nodeName(node);
  if (indices === undefined || indices.shape.length > 1) {
    return context.rows.refuse(name, 'Gather of places that are computed, or of several axes');
  }
  const axis = axisBehindBatch(node, flow, integerOf(node, 'axis', 0), context);
  const size = sizesBehindBatch(flow)[axis] ?? 1;
  const places = Array.from(indices.data, place => (place < 0 ? place + size : place));
  const selected = selectAxis(flow, axis, places, name, context);
  const {factors, axes} = selected.view;
  // A single place takes the axis away.
  return indices.shape.length === 0
    ? {...like(selected, selected.value), view: {factors, axes: axes.filter((_, i) => i !== axis)}}
    : selected;
}
