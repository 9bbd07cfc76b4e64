import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {parseMeanBinaryproto} from '../../../../src/formats/caffe/parse-mean-binaryproto';
import {testData} from '../../../support/data';
import {expectAlexNetError} from '../../../support/matchers';
import {protobuf} from '../../../support/weight-bytes';

describe('parseMeanBinaryproto', () => {
  it('reads a mean image with its axes', () => {
    const bytes = protobuf(writer => {
      [1, 3, 1, 2].forEach((size, i) => {
        writer.writeVarintField(i + 1, size);
      });
      writer.writePackedFloat(5, [1, 2, 3, 4, 5, 6]);
    });
    expect(parseMeanBinaryproto(bytes)).toEqual({
      name: 'mean',
      shape: [1, 3, 1, 2],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
  });

  it('refuses a file without an image', async () => {
    await expectAlexNetError(() => parseMeanBinaryproto(new Uint8Array(0)), 'bad-weights', 'no mean image');
  });

  it.each([NaN, Infinity])('refuses %d in it and says where', async value => {
    const bytes = protobuf(writer => {
      [1, 3, 1, 2].forEach((size, i) => {
        writer.writeVarintField(i + 1, size);
      });
      writer.writePackedFloat(5, [1, 2, 3, 4, 5, value]);
    });
    await expectAlexNetError(
      () => parseMeanBinaryproto(bytes, {fileName: 'm.binaryproto'}),
      'bad-weights',
      '"m.binaryproto"',
      `${value} at [0, 2, 0, 1] of [1, 3, 1, 2]`,
    );
  });

  const imagenet = testData('weights', 'imagenet_mean.binaryproto');
  it.skipIf(imagenet === undefined)("reads ImageNet's mean, whose channels are blue, green and red", () => {
    const {shape, data} = parseMeanBinaryproto(readFileSync(imagenet!));
    expect(shape).toEqual([1, 3, 256, 256]);
    const means = [0, 1, 2].map(
      channel =>
        data.slice(channel * 65536, (channel + 1) * 65536).reduce((sum, value) => sum + value, 0) / 65536,
    );
    // Caffe's transform_param writes 104, 117, 123.
    expect(means.map(Math.round)).toEqual([104, 117, 123]);
  });
});
