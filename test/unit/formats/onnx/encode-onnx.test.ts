import {PbfReader} from 'pbf';
import {describe, expect, it} from 'vitest';
import {encodeOnnx} from '../../../../src/formats/onnx/encode-onnx';

/** Fields of a message by number; values as bytes, numbers or texts are told apart by the caller. */
function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array[] | number[]> {
  const fields = new Map<number, unknown[]>();
  new PbfReader(bytes).readFields((tag, result, pbf) => {
    const list = result.get(tag) ?? [];
    list.push(
      pbf.type === 0 ? pbf.readVarint(true) : pbf.type === 5 ? pbf.readFloat() : pbf.readBytes().slice(),
    );
    result.set(tag, list);
  }, fields);
  return fields as Map<number, Uint8Array[] | number[]>;
}
const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);

// Field numbers are those of onnx.proto; the whole is held against onnxruntime in golden/round-trip.test.ts.
describe('encodeOnnx', () => {
  it('writes operations with typed attributes, weights with their raw values, and open sizes by name', () => {
    const model = fieldsOf(
      encodeOnnx({
        name: 'net',
        opset: 13,
        metadata: {a: 'b'},
        operations: [
          {
            operator: 'LRN',
            name: 'norm1',
            inputs: ['data'],
            output: 'norm1',
            attributes: {alpha: {float: 1}, size: {int: 5}, pads: {ints: [0, -1]}, mode: {text: 'x'}},
          },
        ],
        inputs: [{name: 'data', shape: ['batch', 3]}],
        outputs: [{name: 'norm1', shape: ['batch', 3]}],
        weights: [{name: 'w', shape: [2], data: Float32Array.of(1, -2)}],
        integers: [{name: 'n', values: [3, -4]}],
      }),
    );
    expect(model.get(1)).toEqual([7]);
    expect(fieldsOf(model.get(8)?.[0] as Uint8Array).get(2)).toEqual([13]);
    const graph = fieldsOf(model.get(7)?.[0] as Uint8Array);
    expect(text(graph.get(2)?.[0])).toBe('net');
    const node = fieldsOf(graph.get(1)?.[0] as Uint8Array);
    expect([1, 2, 3, 4].map(field => text(node.get(field)?.[0]))).toEqual(['data', 'norm1', 'norm1', 'LRN']);
    const attributes = (node.get(5) as Uint8Array[]).map(fieldsOf);
    expect(attributes.map(attribute => [text(attribute.get(1)?.[0]), attribute.get(20)?.[0]])).toEqual([
      ['alpha', 1],
      ['size', 2],
      ['pads', 7],
      ['mode', 3],
    ]);
    expect(attributes[0]?.get(2)).toEqual([1]);
    expect(attributes[2]?.get(8)).toEqual([0, -1]);
    const [w, n] = (graph.get(5) as Uint8Array[]).map(fieldsOf);
    expect(new Float32Array((w?.get(9)?.[0] as Uint8Array).slice().buffer)).toEqual(Float32Array.of(1, -2));
    expect(new BigInt64Array((n?.get(9)?.[0] as Uint8Array).slice().buffer)).toEqual(
      BigInt64Array.of(3n, -4n),
    );
    expect([w?.get(2), n?.get(2)]).toEqual([[1], [7]]);
    expect(text(graph.get(11)?.[0])).toContain('batch');
    expect(text(model.get(14)?.[0])).toContain('b');
  });
});
