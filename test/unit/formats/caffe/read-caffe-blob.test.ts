import {type PbfWriter} from 'pbf';
import {describe, expect, it} from 'vitest';
import {readBlob} from '../../../../src/formats/caffe/read-caffe-blob';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {protobuf} from '../../../support/weight-bytes';

function read(write: (writer: PbfWriter) => void): unknown {
  const bytes = protobuf(write);
  return readBlob(new SourceFile('read', bytes), bytes, 'conv1/0');
}

const shapeOf = (...dims: number[]): Uint8Array =>
  protobuf(writer => {
    writer.writePackedVarint(1, dims);
  });

describe('readBlob', () => {
  it('reads the shape of today and the four sizes of old files', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(
      read(writer => {
        writer.writePackedFloat(5, [...data]);
        writer.writeBytesField(7, shapeOf(3, 2));
      }),
    ).toEqual({name: 'conv1/0', shape: [3, 2], data});
    expect(
      read(writer => {
        [1, 1, 2, 3].forEach((size, i) => {
          writer.writeVarintField(i + 1, size);
        });
        writer.writePackedFloat(5, [...data]);
      }),
    ).toEqual({name: 'conv1/0', shape: [1, 1, 2, 3], data});
  });

  it('reads double precision, single values and a scalar', () => {
    expect(
      read(writer => {
        writer.writeBytesField(7, shapeOf(2));
        writer.writePackedDouble(8, [1.5, 2.5]);
      }),
    ).toMatchObject({data: Float32Array.of(1.5, 2.5)});
    expect(
      read(writer => {
        writer.writeBytesField(7, shapeOf(2));
        writer.writeFloatField(5, 1);
        writer.writeFloatField(5, 2);
      }),
    ).toMatchObject({data: Float32Array.of(1, 2)});
    expect(
      read(writer => {
        writer.writeBytesField(7, shapeOf());
        writer.writeFloatField(5, 3);
      }),
    ).toMatchObject({shape: [], data: Float32Array.of(3)});
  });

  it('leaves gradients out', () => {
    expect(
      read(writer => {
        writer.writeBytesField(7, shapeOf(1));
        writer.writePackedFloat(5, [1]);
        writer.writePackedFloat(6, [9]);
      }),
    ).toMatchObject({data: Float32Array.of(1)});
  });

  it.each([
    [[3], [1, 2], '3 values for [3]', '2 values'],
    [[2 ** 31 - 1, 2 ** 31 - 1], [1], 'values for', '1 values'],
    [[-1], [1], 'integers from 0', '[-1]'],
  ])('refuses the shape %j for the values %j', async (dims, values, ...fragments) => {
    await expectAlexNetError(
      () =>
        read(writer => {
          writer.writeBytesField(7, shapeOf(...dims));
          writer.writePackedFloat(5, values);
        }),
      'bad-weights',
      '"conv1/0"',
      ...fragments,
    );
  });
});
