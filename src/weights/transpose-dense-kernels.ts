import type {NamedArray} from '../core/named-array';
import type {OnnxModel} from '../formats/onnx/onnx-model';

/**
 * The arrays of an ONNX file with every matrix of a dense layer as [out, in]: ONNX allows both, and says which in the
 * operation that uses it (MatMul and Gemm without transB take [in, out]).
 */
export function transposeDenseKernels({arrays, graph}: OnnxModel): NamedArray[] {
  const lying = new Set(
    graph.nodes
      .filter(
        ({operator, attributes}) =>
          operator === 'MatMul' || (operator === 'Gemm' && (attributes.transB ?? 0) !== 1),
      )
      .map(({inputs}) => inputs[1]),
  );
  return arrays.map(array => (lying.has(array.name) && array.shape.length === 2 ? transpose(array) : array));
}

function transpose({name, shape, data}: NamedArray): NamedArray {
  const [rows = 0, columns = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      turned[j * rows + i] = data[i * columns + j] ?? 0;
    }
  }
  return {name, shape: [columns, rows], data: turned};
}
