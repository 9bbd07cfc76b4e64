import {describe, expect, it} from 'vitest';
import {ProtobufMessage} from '../../../../src/formats/protobuf-message';
import {readCaffeMessage} from '../../../../src/formats/caffe/read-caffe-message';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {protobuf} from '../../../support/weight-bytes';
import {type PbfWriter} from 'pbf';

function read(type: string, write: (writer: PbfWriter) => void): unknown {
  const bytes = protobuf(write);
  return readCaffeMessage(new ProtobufMessage(new SourceFile('read', bytes), bytes, 'the message'), type);
}

describe('readCaffeMessage', () => {
  it('returns values under the names of prototxt', () => {
    expect(
      read('Convolution', writer => {
        writer.writeVarintField(1, 96);
        writer.writeBooleanField(2, false);
        writer.writeVarintField(4, 11);
        writer.writeVarintField(4, 5);
        writer.writePackedVarint(6, [4, 2]);
        writer.writeBytesField(
          7,
          protobuf(filler => {
            filler.writeStringField(1, 'gaussian');
            filler.writeFloatField(6, 0.5);
          }),
        );
        writer.writeVarintField(15, 2);
        writer.writeStringField(999, 'of a fork');
      }),
    ).toEqual({
      num_output: 96,
      bias_term: false,
      kernel_size: [11, 5],
      stride: [4, 2],
      weight_filler: {type: 'gaussian', std: 0.5},
      engine: 'CUDNN',
    });
  });

  it('returns the last value of a field that occurs twice but is not repeated', () => {
    expect(
      read('Dropout', writer => {
        writer.writeFloatField(1, 0.5);
        writer.writeFloatField(1, 0.25);
      }),
    ).toEqual({dropout_ratio: 0.25});
  });

  it('returns a negative number, and the number of an enum value without a name', () => {
    expect(
      read('Concat', writer => {
        writer.writeVarintField(2, -1);
      }),
    ).toEqual({axis: -1});
    expect(
      read('Pooling', writer => {
        writer.writeVarintField(1, 7);
      }),
    ).toEqual({pool: 7});
  });

  it('refuses a field of another type', async () => {
    await expectAlexNetError(
      () =>
        read('Filler', writer => {
          writer.writeVarintField(1, 3);
        }),
      'bad-weights',
      'field 1 of wire type 2',
    );
  });
});
