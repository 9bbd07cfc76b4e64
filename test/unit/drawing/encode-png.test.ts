import fc from 'fast-check';
import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {encodePng} from '../../../src/drawing/encode-png';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 20121203;

describe('encodePng', () => {
  it(`is read back by libpng pixel by pixel (fast-check seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 1, max: 9}),
        fc.integer({min: 1, max: 9}),
        fc.constantFrom(3, 4),
        fc.infiniteStream(fc.nat(255)),
        async (width, height, channels, stream) => {
          const data = Uint8Array.from({length: width * height * channels}, () =>
            Number(stream.next().value),
          );
          const decoded = await sharp(await encodePng({width, height, data}))
            .raw()
            .toBuffer({resolveWithObject: true});
          expect(decoded.info).toMatchObject({width, height, channels});
          expect([...decoded.data]).toEqual([...data]);
        },
      ),
      {seed: SEED, numRuns: 30},
    );
  });

  it('refuses bytes that are neither RGB nor RGB with opacity', async () => {
    await expectAlexNetError(
      () => encodePng({width: 2, height: 2, data: new Uint8Array(4)}),
      'bad-argument',
      'bytes per pixel = "1"',
      '3, 4',
    );
  });
});
