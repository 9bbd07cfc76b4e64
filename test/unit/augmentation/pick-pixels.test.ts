import fc from 'fast-check';
import {expect, it} from 'vitest';
import {copyPixels, gatherPixels, pickPixels} from '../../../src/augmentation/pick-pixels';
import {describeOnBackends} from '../../support/backends';
import {expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('pickPixels', () => {
  it('takes the same bits by copying, by gathering and by a naive loop, leaks nothing', async () => {
    const side = fc.integer({min: 1, max: 6});
    const places = fc.array(fc.tuple(fc.nat(2), fc.nat(6), fc.nat(6), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    });
    await expectNoLeak(() => {
      fc.assert(
        fc.property(side, side, side, places, fc.boolean(), (height, width, channels, drawn, isInteger) => {
          const [tall, wide] = [7 + height, 8 + width];
          const windows = drawn.map(([image, top, left, mirrored]) => ({
            image,
            top,
            left,
            height,
            width,
            mirrored,
          }));
          const x = ramp([3, tall, wide, channels], isInteger ? 'int32' : 'float32');
          const input = x.arraySync();
          const expected = windows.map(({image, top, left, mirrored}) =>
            input[image]!.slice(top, top + height)
              .map(row => row.slice(left, left + width))
              .map(row => (mirrored ? row.toReversed() : row)),
          );
          for (const pick of [copyPixels, gatherPixels, pickPixels]) {
            const y = pick(x, windows);
            expect(y.dtype).toBe(x.dtype);
            expect(y.arraySync()).toEqual(expected);
            y.dispose();
          }
          x.dispose();
        }),
        {seed: 1, numRuns: 40},
      );
    });
  });
});
