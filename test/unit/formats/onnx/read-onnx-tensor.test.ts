import {type PbfWriter} from 'pbf';
import {describe, expect, it} from 'vitest';
import {ProtobufMessage} from '../../../../src/formats/protobuf-message';
import {ExternalFiles} from '../../../../src/formats/onnx/external-files';
import {readOnnxTensor} from '../../../../src/formats/onnx/read-onnx-tensor';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {floats, protobuf} from '../../../support/weight-bytes';

function read(dims: number[], dataType: number, write: (writer: PbfWriter) => void): unknown {
  const bytes = protobuf(writer => {
    writer.writePackedVarint(1, dims);
    writer.writeVarintField(2, dataType);
    writer.writeStringField(8, 'w');
    write(writer);
  });
  const file = new SourceFile('read', bytes);
  return readOnnxTensor(file, new ProtobufMessage(file, bytes, 'the tensor'), new ExternalFiles(file, {}));
}

describe('readOnnxTensor', () => {
  it('reads raw bytes and lists', () => {
    const expected = {name: 'w', shape: [2], data: Float32Array.of(1, 2.5)};
    expect(
      read([2], 1, writer => {
        writer.writeBytesField(9, floats(1, 2.5));
      }),
    ).toEqual(expected);
    expect(
      read([2], 1, writer => {
        writer.writePackedFloat(4, [1, 2.5]);
      }),
    ).toEqual(expected);
    // A half's bits as an integer: 1 is 0x3c00, 2.5 is 0x4100; a bfloat16's: 0x3f80, 0x4020.
    expect(
      read([2], 10, writer => {
        writer.writePackedVarint(5, [0x3c00, 0x4100]);
      }),
    ).toEqual(expected);
    expect(
      read([2], 16, writer => {
        writer.writePackedVarint(5, [0x3f80, 0x4020]);
      }),
    ).toEqual(expected);
    expect(
      read([], 7, writer => {
        writer.writeVarintField(7, -1);
      }),
    ).toEqual({
      name: 'w',
      shape: [],
      data: Float32Array.of(-1),
      isInteger: true,
      integerType: 'int64',
    });
    expect(read([0], 1, () => undefined)).toEqual({name: 'w', shape: [0], data: new Float32Array(0)});
  });

  it.each<[string, number[], number, (writer: PbfWriter) => void, string[]]>([
    [
      'too few raw bytes',
      [3],
      1,
      writer => {
        writer.writeBytesField(9, floats(1));
      },
      ['"w"', '4 bytes of float32'],
    ],
    [
      'too few values',
      [3],
      1,
      writer => {
        writer.writePackedFloat(4, [1]);
      },
      ['3 values', 'received: 1'],
    ],
    [
      'values in the field of another type',
      [1],
      1,
      writer => {
        writer.writeVarintField(7, 1);
      },
      ['received: 0'],
    ],
    [
      'a negative size',
      [-1],
      1,
      writer => {
        writer.writePackedFloat(4, [1]);
      },
      ['the shape of "w"'],
    ],
    ['data type 0', [1], 0, () => undefined, ['data type 0', '1 (float32)']],
    ['data type 1000', [1], 1000, () => undefined, ['data type 1000']],
  ])('refuses %s', async (_, dims, dataType, write, fragments) => {
    await expectAlexNetError(() => read(dims, dataType, write), 'bad-weights', ...fragments);
  });

  it.each<[string, number, (writer: PbfWriter) => void, string]>([
    ['texts', 8, () => undefined, 'data type 8'],
    ['complex numbers', 14, () => undefined, 'data type 14'],
    ['8-bit floats', 17, () => undefined, 'data type 17'],
    [
      'segments',
      1,
      writer => {
        writer.writeBytesField(3, new Uint8Array(0));
      },
      'a segment',
    ],
    [
      'values in another file',
      1,
      writer => {
        writer.writeMessage(
          13,
          (_, entry) => {
            entry.writeStringField(1, 'location');
            entry.writeStringField(2, 'w.bin');
          },
          undefined,
        );
        writer.writeVarintField(14, 1);
      },
      'put w.bin into the folder',
    ],
  ])('does not read %s', async (_, dataType, write, fragment) => {
    await expectAlexNetError(() => read([1], dataType, write), 'unsupported', '"w"', fragment);
  });
});
