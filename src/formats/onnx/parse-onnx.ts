import {show} from '../../core/check';
import {type NamedArray} from '../../core/named-array';
import {
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from './onnx-model';
import {ProtobufMessage} from '../protobuf-message';
import {ExternalFiles, type ParseOnnxOptions} from './external-files';
import {readOnnxTensor} from './read-onnx-tensor';
import {SourceFile} from '../source-file';

/** Field numbers of onnx.proto3. */
const MODEL = {irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opset: 8, metadata: 14};
const OPSET = {domain: 1, version: 2};
const PAIR = {key: 1, value: 2};
const GRAPH = {node: 1, name: 2, initializer: 5, input: 11, output: 12, sparseInitializer: 15};
const NODE = {input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7};
const ATTRIBUTE = {name: 1, f: 2, i: 3, s: 4, t: 5, floats: 7, ints: 8, strings: 9, tensors: 10, type: 20};
const VALUE_INFO = {name: 1, type: 2};
const TYPE_TENSOR = 1;
const TENSOR_SHAPE = 2;
const SHAPE_DIM = 1;
const DIM = {value: 1, parameter: 2};
/** ONNX's own operators; 'ai.onnx' is another way to write it. */
const OWN_DOMAINS = ['', 'ai.onnx'];
const FIRST_IR_WITH_OPSETS = 3;
const OBJECT_BYTES = 600;

/**
 * Reads an `.onnx` file: the weights (`arrays`) and the graph. `metadata` holds the producer and the pairs that the
 * file carries.
 *
 * Weights in a file beside it, as PyTorch writes them, are taken from `externalData`.
 *
 * Throws `bad-weights` for a damaged file, `unsupported` for weights in a file that was not given, sparse weights, and
 * dtypes without a float32.
 *
 * Source: onnx.proto, IR version 3 and later.
 */
export function parseOnnx(bytes: Uint8Array | ArrayBuffer, options: ParseOnnxOptions = {}): OnnxModel {
  const file = new SourceFile('parseOnnx', bytes, options);
  const external = new ExternalFiles(file, options);
  const model = new ProtobufMessage(file, file.bytes, 'the model');
  let graph: OnnxGraph | undefined;
  let irVersion = 0;
  let opset: number | undefined;
  const metadata: [string, string][] = [];
  while (model.next()) {
    if (model.field === MODEL.graph) {
      if (graph !== undefined) {
        throw file.damaged({
          problem: 'there are two graphs in it.',
          expected: 'one graph',
          received: 'another behind it',
        });
      }
      graph = readGraph({file, external}, model.message('the graph'));
    } else if (model.field === MODEL.opset) {
      opset = readOpset(model.message('an operator set')) ?? opset;
    } else if (model.field === MODEL.producer) {
      metadata.push(['producer_name', model.text()]);
    } else if (model.field === MODEL.producerVersion) {
      metadata.push(['producer_version', model.text()]);
    } else if (model.field === MODEL.irVersion) {
      irVersion = model.integer();
      metadata.push(['ir_version', String(irVersion)]);
    } else if (model.field === MODEL.metadata) {
      metadata.push(readPair(model.message('the metadata')));
    }
  }
  if (graph === undefined) {
    throw file.damaged({
      problem: 'there is no graph in it.',
      expected: 'a model with a graph',
      received: `${file.bytes.length} bytes without one`,
    });
  }
  // The list of operator sets stands behind the graph: without it the file may have been cut off there.
  if (opset === undefined && irVersion >= FIRST_IR_WITH_OPSETS) {
    throw file.damaged({
      problem: "it does not say which version of ONNX's operators it uses.",
      expected: 'an operator set of the domain ai.onnx',
      received: 'none',
    });
  }
  return {
    format: 'onnx',
    arrays: graph.initializers,
    metadata: Object.fromEntries(metadata),
    graph,
    opset: opset ?? 1,
  };
}

function readOpset(message: ProtobufMessage): number | undefined {
  let [domain, version] = ['', 1];
  while (message.next()) {
    if (message.field === OPSET.domain) {
      domain = message.text();
    } else if (message.field === OPSET.version) {
      version = message.integer();
    }
  }
  return OWN_DOMAINS.includes(domain) ? version : undefined;
}

function readPair(message: ProtobufMessage): [string, string] {
  const pair: [string, string] = ['', ''];
  while (message.next()) {
    if (message.field === PAIR.key || message.field === PAIR.value) {
      pair[message.field - PAIR.key] = message.text();
    }
  }
  return pair;
}

/** The file that is read, and those beside it. */
interface Source {
  file: SourceFile;
  external: ExternalFiles;
}

function readGraph(source: Source, message: ProtobufMessage): OnnxGraph {
  const {file, external} = source;
  const graph: OnnxGraph = {name: '', nodes: [], inputs: [], outputs: [], initializers: []};
  while (message.next()) {
    if (message.field === GRAPH.node) {
      graph.nodes.push(readNode(source, message.message(`node ${graph.nodes.length + 1}`)));
    } else if (message.field === GRAPH.name) {
      graph.name = message.text();
    } else if (message.field === GRAPH.initializer) {
      graph.initializers.push(readOnnxTensor(file, message.message('an initializer'), external));
    } else if (message.field === GRAPH.input) {
      graph.inputs.push(readValue(file, message.message('an input')));
    } else if (message.field === GRAPH.output) {
      graph.outputs.push(readValue(file, message.message('an output')));
    } else if (message.field === GRAPH.sparseInitializer) {
      throw file.unsupported({
        problem: 'there are sparse weights in it.',
        expected: 'dense initializers',
        received: 'a sparse initializer',
        fix: 'export the model with dense weights',
      });
    }
  }
  file.requireUniqueNames(graph.initializers);
  return graph;
}

function readNode(source: Source, message: ProtobufMessage): OnnxNode {
  source.file.spend(OBJECT_BYTES, message.what);
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes: [string, OnnxAttribute][] = [];
  let [name, operator, domain] = ['', '', ''];
  while (message.next()) {
    if (message.field === NODE.input) {
      inputs.push(message.text());
    } else if (message.field === NODE.output) {
      outputs.push(message.text());
    } else if (message.field === NODE.name) {
      name = message.text();
    } else if (message.field === NODE.operator) {
      operator = message.text();
    } else if (message.field === NODE.domain) {
      domain = message.text();
    } else if (message.field === NODE.attribute) {
      const [key, value] = readAttribute(source, message.message(`an attribute of ${message.what}`));
      if (value !== undefined) {
        attributes.push([key, value]);
      }
    }
  }
  return {
    name,
    operator: OWN_DOMAINS.includes(domain) ? operator : `${domain}.${operator}`,
    inputs,
    outputs,
    attributes: Object.fromEntries(attributes),
  };
}

/** AttributeProto.AttributeType → which of the fields holds the value. 0 where old exporters did not say. */
const ATTRIBUTE_TYPES = ['', 'f', 'i', 's', 't', 'g', 'floats', 'ints', 'strings', 'tensors'] as const;

/** A writer of proto3 leaves zeros and empty texts out. */
const ABSENT: Partial<Record<string, OnnxAttribute>> = {f: 0, i: 0, s: ''};

function readAttribute(
  {file, external}: Source,
  message: ProtobufMessage,
): [string, OnnxAttribute | undefined] {
  let [name, type] = ['', 0];
  const found: Partial<Record<(typeof ATTRIBUTE_TYPES)[number], OnnxAttribute>> = {};
  const lists = {
    floats: [] as number[],
    ints: [] as number[],
    strings: [] as string[],
    tensors: [] as NamedArray[],
  };
  file.spend(OBJECT_BYTES, message.what);
  while (message.next()) {
    switch (message.field) {
      case ATTRIBUTE.name:
        name = message.text();
        break;
      case ATTRIBUTE.type:
        type = message.integer();
        break;
      case ATTRIBUTE.f:
        found.f = message.float();
        break;
      case ATTRIBUTE.i:
        found.i = message.integer();
        break;
      case ATTRIBUTE.s:
        found.s = message.text();
        break;
      case ATTRIBUTE.t:
        found.t = readOnnxTensor(file, message.message(`the tensor of ${show(name)}`), external);
        break;
      case ATTRIBUTE.floats:
        append(lists.floats, message.floats());
        break;
      case ATTRIBUTE.ints:
        append(lists.ints, message.integers());
        break;
      case ATTRIBUTE.strings:
        lists.strings.push(message.text());
        break;
      case ATTRIBUTE.tensors:
        lists.tensors.push(readOnnxTensor(file, message.message(`a tensor of ${show(name)}`), external));
        break;
    }
  }
  const kind = ATTRIBUTE_TYPES[type] ?? '';
  if (kind === 'floats' || kind === 'ints' || kind === 'strings' || kind === 'tensors') {
    return [name, lists[kind]];
  }
  const filled = Object.values(lists).find(list => list.length > 0);
  return [name, kind === '' ? (Object.values(found)[0] ?? filled) : (found[kind] ?? ABSENT[kind])];
}

function append(list: number[], numbers: readonly number[]): void {
  for (const number of numbers) {
    list.push(number);
  }
}

function readValue(file: SourceFile, message: ProtobufMessage): OnnxValue {
  file.spend(OBJECT_BYTES, message.what);
  const value: OnnxValue = {name: '', shape: []};
  while (message.next()) {
    if (message.field === VALUE_INFO.name) {
      value.name = message.text();
    } else if (message.field === VALUE_INFO.type) {
      value.shape = readShape(message.message(message.what));
    }
  }
  return value;
}

/** TypeProto → tensor type → shape → sizes. */
function readShape(type: ProtobufMessage): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const tensor of submessages(type, TYPE_TENSOR)) {
    for (const sizes of submessages(tensor, TENSOR_SHAPE)) {
      for (const dim of submessages(sizes, SHAPE_DIM)) {
        let size: number | string = '';
        while (dim.next()) {
          if (dim.field === DIM.value) {
            size = dim.integer();
          } else if (dim.field === DIM.parameter) {
            size = dim.text();
          }
        }
        shape.push(size);
      }
    }
  }
  return shape;
}

function* submessages(message: ProtobufMessage, field: number): Generator<ProtobufMessage> {
  while (message.next()) {
    if (message.field === field) {
      yield message.message(message.what);
    }
  }
}
