/** Reads ONNX's own test cases: one node with attributes and weights, its inputs and its output. Channels come first there. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {PbfReader} from 'pbf';

export interface OnnxTensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

export interface OnnxCase {
  operator: string;
  attributes: Record<string, number | number[]>;
  /** In the order of the node: what comes in, then its weights. */
  inputs: OnnxTensor[];
  output: OnnxTensor;
}

/** One case from its folder, as `test_lrn`. */
export function readOnnxCase(folder: string): OnnxCase {
  const graph = {operator: '', attributes: {}, names: [] as string[], weights: [] as OnnxTensor[]};
  new PbfReader(readFileSync(join(folder, 'model.onnx'))).readFields((tag, _, model) => {
    if (tag === 7) {
      model.readMessage(readGraphField, graph);
    }
  }, graph);
  const data = join(folder, 'test_data_set_0');
  const read = (prefix: string): OnnxTensor[] =>
    readdirSync(data)
      .filter(file => file.startsWith(prefix))
      .sort()
      .map(file => readTensor(new PbfReader(readFileSync(join(data, file)))));
  const named = new Map(graph.weights.map(weight => [weight.name, weight]));
  const fed = read('input_');
  // What is not among the weights of the file is fed, in this order.
  const inputs = graph.names.map(name => named.get(name) ?? fed.shift()!);
  return {operator: graph.operator, attributes: graph.attributes, inputs, output: read('output_')[0]!};
}

interface Graph {
  operator: string;
  attributes: Record<string, number | number[]>;
  names: string[];
  weights: OnnxTensor[];
}

/** GraphProto: 1 node, 5 initializer. */
function readGraphField(tag: number, graph: Graph, pbf: PbfReader): void {
  if (tag === 1) {
    pbf.readMessage(readNodeField, graph);
  } else if (tag === 5) {
    graph.weights.push(readTensor(pbf, pbf.readVarint() + pbf.pos));
  }
}

/** NodeProto: 1 input, 4 op_type, 5 attribute. */
function readNodeField(tag: number, graph: Graph, pbf: PbfReader): void {
  if (tag === 1) {
    graph.names.push(pbf.readString());
  } else if (tag === 4) {
    graph.operator = pbf.readString();
  } else if (tag === 5) {
    const attribute = {name: '', value: undefined as number | undefined, list: [] as number[]};
    // AttributeProto: 1 name, 2 float, 3 int, 8 ints.
    pbf.readMessage((field, result, reader) => {
      if (field === 1) {
        result.name = reader.readString();
      } else if (field === 2) {
        result.value = reader.readFloat();
      } else if (field === 3) {
        result.value = reader.readVarint();
      } else if (field === 8) {
        reader.readPackedVarint(result.list);
      }
    }, attribute);
    graph.attributes[attribute.name] = attribute.value ?? attribute.list;
  }
}

/** TensorProto: 1 dims, 8 name, 9 raw_data (float32, little-endian). */
function readTensor(pbf: PbfReader, end?: number): OnnxTensor {
  return pbf.readFields<OnnxTensor>(
    (tag, tensor, reader) => {
      if (tag === 1) {
        reader.readPackedVarint(tensor.shape);
      } else if (tag === 8) {
        tensor.name = reader.readString();
      } else if (tag === 9) {
        // A copy: `slice` of a Node buffer would be a view into a larger one, and the values need not be aligned.
        tensor.values = new Float32Array(new Uint8Array(reader.readBytes()).buffer);
      }
    },
    {name: '', shape: [], values: new Float32Array()},
    end,
  );
}
