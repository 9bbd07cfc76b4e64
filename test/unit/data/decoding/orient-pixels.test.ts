import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {orientPixels} from '../../../../src/data/decoding/orient-pixels';

const image = {height: 2, width: 3, data: Uint8Array.from({length: 18}, (_, i) => i)};

describe('orientPixels', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'rotates and mirrors as sharp does for orientation %i',
    async orientation => {
      const file = await sharp(image.data, {raw: {width: 3, height: 2, channels: 3}})
        .withMetadata({orientation})
        .png()
        .toBuffer();
      const {data, info} = await sharp(file).autoOrient().raw().toBuffer({resolveWithObject: true});
      const turned = orientPixels(image, orientation);
      expect([turned.height, turned.width]).toEqual([info.height, info.width]);
      expect([...turned.data]).toEqual([...data]);
    },
  );

  it('leaves an image as it is for numbers that are no orientation', () => {
    expect([0, 9, -1, NaN].map(orientation => orientPixels(image, orientation))).toEqual(
      Array(4).fill(image),
    );
  });
});
