import {checksFor} from '../../../core/check';
import {axisProductLayer} from '../../../layers/axis-product';
import type {AxisProductRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {readOnnxResize} from '../../layer-forms/onnx-resize';
import {graphAxis, type OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Weighted sums of the entries of an axis. */
export const axisProduct: LayerKind<AxisProductRow, 'AxisProduct'> = {
  plan({axis, matrix}, [input = []], {where}) {
    const check = checksFor(where);
    check.integer('axis', axis, 0, input.length - 1);
    const size = input[axis] ?? 1;
    check.integer('rows of the matrix', matrix.length, 1);
    matrix.forEach(row => check.integer('columns of the matrix', row.length, size, size));
    const outputShape = input.map((length, i) => (i === axis ? matrix.length : length));
    return {outputShape, parameters: 0, multiplyAdds: 0};
  },
  className: () => 'AxisProduct',
};

/** The layer of a row. */
export const makeAxisProduct: MakeLayer<AxisProductRow> = ({name, axis, matrix}) =>
  axisProductLayer({name, axis, matrix});

/** Class names and weights of the layers. */
export const axisProductTraits: KindTraits<'AxisProduct'> = {
  classes: {AxisProduct: {}},
  weights: {},
};

/** Resizing in ONNX; written as a product with the axis at the end. */
export const axisProductForms: LayerForms<'AxisProduct'> = {
  caffe: {},
  onnx: {Resize: readOnnxResize, Upsample: readOnnxResize},
  writeOnnx: {AxisProduct: writeOnnx},
  partsOf: (_, [count = 1]) => [[1, 1, count]],
};

function writeOnnx(
  {name, config, inputShapes}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const rank = inputShapes[0]?.length ?? 1;
  const axis = graphAxis(Number(config.axis), rank);
  const matrix = config.matrix as number[][];
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 1];
  const values = Array.from(
    {length: rows * columns},
    (_, i) => matrix[i % rows]?.[Math.floor(i / rows)] ?? 0,
  );
  const transposed = graph.constant(`${name}/matrix`, [columns, rows], values);
  if (axis === rank) {
    graph.add('MatMul', name, [x, transposed]);
    return;
  }
  const order = Array.from({length: rank + 1}, (_, i) => i);
  [order[axis], order[rank]] = [rank, axis];
  const moved = graph.add('Transpose', `${name}/transposed`, [x], {perm: {ints: order}});
  const product = graph.add('MatMul', `${name}/product`, [moved, transposed]);
  graph.add('Transpose', name, [product], {perm: {ints: order}});
}
