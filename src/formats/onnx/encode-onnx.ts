import {PbfWriter} from 'pbf';
import {countOf, type NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';

/** An attribute with its type: ONNX distinguishes an integer from a float of the same value. */
export type OnnxField = {float: number} | {int: number} | {ints: readonly number[]} | {text: string};

/** One operation to be written. */
export interface OnnxOperation {
  /** Operator of ONNX's own set: `Conv`. */
  operator: string;
  name: string;
  /** Names of values. */
  inputs: readonly string[];
  output: string;
  attributes?: Readonly<Record<string, OnnxField>>;
}

/** A value with its shape; a text is an open size, `'batch'`. */
export interface OnnxShapedValue {
  name: string;
  shape: readonly (number | string)[];
}

/** What {@link encodeOnnx} writes. */
export interface OnnxDocument {
  name: string;
  operations: readonly OnnxOperation[];
  inputs: readonly OnnxShapedValue[];
  outputs: readonly OnnxShapedValue[];
  /** Float32 tensors by name. */
  weights: readonly NamedArray[];
  /** Lists of integers by name, as `Pad` wants its sizes. */
  integers?: readonly {name: string; values: readonly number[]}[];
  /** Texts by name. Default none. */
  metadata?: Readonly<Record<string, string>>;
  /** Version of ONNX's operator set. */
  opset: number;
}

/** Field numbers of onnx.proto. */
const MODEL = {irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, metadata: 14};
const GRAPH = {node: 1, name: 2, initializer: 5, input: 11, output: 12};
const NODE = {input: 1, output: 2, name: 3, operator: 4, attribute: 5};
const ATTRIBUTE = {name: 1, float: 2, int: 3, text: 4, ints: 8, type: 20};
const ATTRIBUTE_TYPE = {float: 1, int: 2, text: 3, ints: 7};
const TENSOR = {dims: 1, dataType: 2, name: 8, raw: 9};
const DATA_TYPE = {float: 1, int64: 7};
const PAIR = {key: 1, value: 2};
const OPSET_VERSION = 2;

/** Version of the file's form, of 2020: understood by every runtime that knows operator set 13. */
const IR_VERSION = 7;
/** Protocol buffers hold their lengths in 31 bits. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * The bytes of an `.onnx` file.
 *
 * Source: onnx/onnx, onnx.proto.
 */
export function encodeOnnx(document: OnnxDocument): Uint8Array {
  const bytes = document.weights.reduce((total, {data}) => total + data.byteLength, 0);
  if (bytes > MAX_BYTES - 2 ** 20) {
    throw new AlexNetError({
      code: 'unsupported',
      where: `encodeOnnx "${document.name}"`,
      problem: 'the weights do not fit into one ONNX file.',
      expected: 'less than 2 GiB',
      received: `${bytes} bytes`,
      fix: 'write the weights as safetensors',
    });
  }
  const writer = new PbfWriter();
  writer.writeVarintField(MODEL.irVersion, IR_VERSION);
  writer.writeStringField(MODEL.producerName, 'tfjs-alexnet');
  writer.writeMessage(
    MODEL.opsetImport,
    (version: number, to) => {
      to.writeVarintField(OPSET_VERSION, version);
    },
    document.opset,
  );
  writer.writeMessage(MODEL.graph, writeGraph, document);
  for (const pair of Object.entries(document.metadata ?? {})) {
    writer.writeMessage(
      MODEL.metadata,
      ([key, value]: [string, string], to) => {
        to.writeStringField(PAIR.key, key);
        to.writeStringField(PAIR.value, value);
      },
      pair,
    );
  }
  return writer.finish();
}

function writeGraph(document: OnnxDocument, to: PbfWriter): void {
  for (const operation of document.operations) {
    to.writeMessage(GRAPH.node, writeOperation, operation);
  }
  to.writeStringField(GRAPH.name, document.name);
  for (const {name, shape, data} of document.weights) {
    if (countOf(shape) !== data.length) {
      throw new Error(`internal: ${data.length} values for ${name} [${shape.join()}]; please report this`);
    }
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    to.writeMessage(GRAPH.initializer, writeTensor, {name, dims: shape, type: DATA_TYPE.float, raw});
  }
  for (const {name, values} of document.integers ?? []) {
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    to.writeMessage(GRAPH.initializer, writeTensor, {
      name,
      dims: [values.length],
      type: DATA_TYPE.int64,
      raw,
    });
  }
  for (const value of document.inputs) {
    to.writeMessage(GRAPH.input, writeValue, value);
  }
  for (const value of document.outputs) {
    to.writeMessage(GRAPH.output, writeValue, value);
  }
}

function writeOperation(
  {operator, name, inputs, output, attributes = {}}: OnnxOperation,
  to: PbfWriter,
): void {
  for (const input of inputs) {
    to.writeStringField(NODE.input, input);
  }
  to.writeStringField(NODE.output, output);
  to.writeStringField(NODE.name, name);
  to.writeStringField(NODE.operator, operator);
  for (const attribute of Object.entries(attributes)) {
    to.writeMessage(NODE.attribute, writeAttribute, attribute);
  }
}

function writeAttribute([name, field]: [string, OnnxField], to: PbfWriter): void {
  to.writeStringField(ATTRIBUTE.name, name);
  if ('float' in field) {
    to.writeFloatField(ATTRIBUTE.float, field.float);
    to.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
  } else if ('int' in field) {
    to.writeVarintField(ATTRIBUTE.int, field.int);
    to.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.int);
  } else if ('ints' in field) {
    for (const value of field.ints) {
      to.writeVarintField(ATTRIBUTE.ints, value);
    }
    to.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints);
  } else {
    to.writeStringField(ATTRIBUTE.text, field.text);
    to.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.text);
  }
}

interface TensorFields {
  name: string;
  dims: readonly number[];
  type: number;
  raw: Uint8Array;
}

function writeTensor({name, dims, type, raw}: TensorFields, to: PbfWriter): void {
  for (const size of dims) {
    to.writeVarintField(TENSOR.dims, size);
  }
  to.writeVarintField(TENSOR.dataType, type);
  to.writeStringField(TENSOR.name, name);
  to.writeBytesField(TENSOR.raw, raw);
}

/** ValueInfoProto: name, then type.tensor_type {elem_type, shape {dim {dim_value | dim_param}}}. */
function writeValue({name, shape}: OnnxShapedValue, to: PbfWriter): void {
  to.writeStringField(1, name);
  to.writeMessage(
    2,
    (_, type) => {
      type.writeMessage(
        1,
        (__, tensorType) => {
          tensorType.writeVarintField(1, DATA_TYPE.float);
          tensorType.writeMessage(
            2,
            (sizes: readonly (number | string)[], to2) => {
              for (const size of sizes) {
                to2.writeMessage(1, writeSize, size);
              }
            },
            shape,
          );
        },
        undefined,
      );
    },
    undefined,
  );
}

function writeSize(size: number | string, to: PbfWriter): void {
  if (typeof size === 'number') {
    to.writeVarintField(1, size);
  } else {
    to.writeStringField(2, size);
  }
}
