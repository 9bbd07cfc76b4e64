import {readFileSync} from 'node:fs';
import {type PbfWriter} from 'pbf';
import {describe, expect, it} from 'vitest';
import {parseOnnx} from '../../../../src/formats/onnx/parse-onnx';
import {testData} from '../../../support/data';
import {expectAlexNetError} from '../../../support/matchers';
import {protobuf} from '../../../support/weight-bytes';

const modelOf = (write: (graph: PbfWriter) => void): Uint8Array =>
  protobuf(writer => {
    writer.writeVarintField(1, 2); // before operator sets
    writer.writeBytesField(7, protobuf(write));
  });

const attribute = (name: string, write: (writer: PbfWriter) => void): Uint8Array =>
  protobuf(node => {
    node.writeBytesField(
      5,
      protobuf(writer => {
        writer.writeStringField(1, name);
        write(writer);
      }),
    );
  });

const attributeOf = (write: (writer: PbfWriter) => void): unknown =>
  parseOnnx(
    modelOf(graph => {
      graph.writeBytesField(1, attribute('a', write));
    }),
  ).graph.nodes[0]!.attributes;

const weight = protobuf(writer => {
  writer.writeVarintField(2, 1);
  writer.writeStringField(8, 'w');
  writer.writeFloatField(4, 1);
});

describe('parseOnnx', () => {
  it('takes zeros that a writer of proto3 left out from the type', () => {
    expect(
      attributeOf(writer => {
        writer.writeVarintField(20, 1);
      }),
    ).toEqual({a: 0});
    expect(
      attributeOf(writer => {
        writer.writeVarintField(20, 2);
      }),
    ).toEqual({a: 0});
    expect(
      attributeOf(writer => {
        writer.writeVarintField(20, 3);
      }),
    ).toEqual({a: ''});
    expect(
      attributeOf(writer => {
        writer.writeVarintField(20, 7);
      }),
    ).toEqual({a: []});
  });

  it('takes an attribute without a type by the field that it has', () => {
    expect(
      attributeOf(writer => {
        writer.writeVarintField(3, 5);
      }),
    ).toEqual({a: 5});
    expect(
      attributeOf(writer => {
        writer.writePackedVarint(8, [1, 2]);
      }),
    ).toEqual({a: [1, 2]});
  });

  it('leaves subgraphs out, however deep they nest', () => {
    let inner: Uint8Array = new Uint8Array(0);
    for (let i = 0; i < 1000; i++) {
      const deeper = inner;
      inner = attribute('then_branch', writer => {
        writer.writeBytesField(
          6,
          protobuf(graph => {
            graph.writeBytesField(1, deeper);
          }),
        );
        writer.writeVarintField(20, 5);
      });
    }
    expect(
      parseOnnx(
        modelOf(graph => {
          graph.writeBytesField(1, inner);
        }),
      ).graph.nodes[0]!.attributes,
    ).toEqual({});
  });

  it("takes the version of ONNX's own operators only", () => {
    const opset = (domain: string, version: number): Uint8Array =>
      protobuf(writer => {
        writer.writeStringField(1, domain);
        writer.writeVarintField(2, version);
      });
    const bytes = protobuf(writer => {
      writer.writeBytesField(7, new Uint8Array(0));
      writer.writeBytesField(8, opset('ai.onnx.ml', 3));
      writer.writeBytesField(8, opset('ai.onnx', 11));
      writer.writeBytesField(8, opset('com.microsoft', 1));
    });
    expect(parseOnnx(bytes).opset).toBe(11);
  });

  it('counts a file of IR version 3 and later without operator sets as cut off', async () => {
    const bytes = protobuf(writer => {
      writer.writeVarintField(1, 3);
      writer.writeBytesField(7, new Uint8Array(0));
    });
    await expectAlexNetError(() => parseOnnx(bytes), 'bad-weights', 'operator set');
    expect(parseOnnx(modelOf(() => undefined)).opset).toBe(1);
  });

  it('refuses a file without a graph, with two, and weights of one name', async () => {
    await expectAlexNetError(() => parseOnnx(new Uint8Array(0)), 'bad-weights', 'no graph');
    const graph = modelOf(() => undefined);
    await expectAlexNetError(() => parseOnnx(Uint8Array.of(...graph, ...graph)), 'bad-weights', 'two graphs');
    const twice = modelOf(writer => {
      writer.writeBytesField(5, weight);
      writer.writeBytesField(5, weight);
    });
    await expectAlexNetError(() => parseOnnx(twice), 'bad-weights', '"w" twice');
  });

  it('does not read sparse weights', async () => {
    const sparse = modelOf(writer => {
      writer.writeBytesField(15, weight);
    });
    await expectAlexNetError(() => parseOnnx(sparse), 'unsupported', 'sparse', 'dense');
  });

  it('stops at a million nodes with nothing in them', async () => {
    const nodes = new Uint8Array(2_000_000);
    for (let i = 0; i < nodes.length; i += 2) {
      nodes[i] = 10;
    }
    const bytes = protobuf(writer => {
      writer.writeBytesField(7, nodes);
    });
    await expectAlexNetError(() => parseOnnx(bytes), 'bad-weights', 'far more memory');
  });

  const mini = testData('weights', 'synthetic-mini-alexnet', 'mini_alexnet.onnx');
  it.skipIf(mini === undefined)('reads the small AlexNet', () => {
    const {graph, opset} = parseOnnx(readFileSync(mini!));
    expect(opset).toBe(13);
    expect(graph.nodes[2]).toEqual({
      name: 'norm1',
      operator: 'LRN',
      inputs: ['relu1_out'],
      outputs: ['norm1_out'],
      attributes: {alpha: Math.fround(1e-4), beta: 0.75, bias: 1, size: 5},
    });
    expect(graph.initializers[2]).toMatchObject({name: 'conv2_w', shape: [32, 6, 5, 5]});
  });
});
