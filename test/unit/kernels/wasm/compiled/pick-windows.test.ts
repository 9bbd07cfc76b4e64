import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it, vi} from 'vitest';
import {copyPixels, pickPixels} from '../../../../../src/augmentation/pick-pixels';
import {WasmHost} from '../../../../../src/kernels/wasm/compiled/host/wasm-host';
import {randomTensor} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

const drawn = fc
  .record({
    images: fc.integer({min: 1, max: 3}),
    channels: fc.integer({min: 1, max: 9}),
    height: fc.integer({min: 1, max: 40}),
    width: fc.integer({min: 1, max: 40}),
    below: fc.nat(9),
    beside: fc.nat(9),
    places: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), {minLength: 1, maxLength: 12}),
  })
  .map(({images, height, width, below, beside, places, ...rest}) => ({
    ...rest,
    shape: [images, height + below, width + beside] as const,
    windows: places.map(([image, top, left, mirrored]) => ({
      image: image % images,
      top: top % (below + 1),
      left: left % (beside + 1),
      height,
      width,
      mirrored,
    })),
  }));

describe('the compiled kernel of windows', () => {
  it('takes what copying in JavaScript takes, bit by bit, with one thread and with two', () => {
    const run = vi.spyOn(WasmHost.prototype, 'run');
    const alone = (): boolean[] =>
      run.mock.calls
        .filter(([kernel]) => kernel === 'pick_windows')
        .map(([, , , how]) => how?.alone === true);
    fc.assert(
      fc.property(drawn, ({shape, channels, windows}) => {
        tf.tidy(() => {
          const x: tf.Tensor4D = randomTensor([...shape, channels], 'x');
          const picked = pickPixels(x, windows);
          const copied = copyPixels(x, windows);
          expect(picked.shape).toEqual(copied.shape);
          expect(Array.from(picked.dataSync())).toEqual(Array.from(copied.dataSync()));
        });
      }),
      {seed: 72, numRuns: 60},
    );
    expect(alone().length).toBe(60);
    expect(new Set(alone())).toEqual(new Set([true, false]));
    run.mockRestore();
  });

  it('keeps a NaN and an infinity, and leaves integers and empty tensors to copying', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([Number.NaN, 1, Number.NEGATIVE_INFINITY, 2], [1, 1, 4, 1]);
      const window = {image: 0, top: 0, left: 1, height: 1, width: 2, mirrored: true};
      expect(Array.from(pickPixels(x, [window, {...window, left: 0}]).dataSync())).toEqual([
        Number.NEGATIVE_INFINITY,
        1,
        1,
        Number.NaN,
      ]);
      const numbers = pickPixels(
        tf.cast<tf.Tensor4D>(tf.ones([1, 2, 2, 1]), 'int32'),
        [window].map(w => ({...w, left: 0})),
      );
      expect(numbers.dtype).toBe('int32');
      expect(pickPixels(x, []).shape[0]).toBe(0);
    });
  });

  it('refuses to be differentiated instead of losing the gradient', () => {
    const x: tf.Tensor4D = randomTensor([1, 3, 3, 1], 'x');
    const window = {image: 0, top: 0, left: 0, height: 2, width: 2, mirrored: false};
    expect(() =>
      tf.grad((value: tf.Tensor) => tf.sum(pickPixels(value as tf.Tensor4D, [window])))(x),
    ).toThrow(/gradient/);
    x.dispose();
  });
});
