import {describe, expect, it} from 'vitest';
import {decodeMeanImage, parsePreprocessing} from '../../../src/core/preprocessing';
import {preprocessingOfWeights} from '../../../src/weights/weights-preprocessing';
import type {Preset} from '../../../src/presets/preset';
import {PRESETS} from '../../../src/presets/presets';
import {expectAlexNetError} from '../../support/matchers';

const caffenet = PRESETS.caffenet as Preset;
const classes = ['a', 'b'];

describe('preprocessingOfWeights', () => {
  it("is the preset's, with its order of colors", () => {
    const made = preprocessingOfWeights({preset: caffenet, classes, where: 'f'});
    expect(made).toMatchObject({channelOrder: 'bgr', mean: [123, 117, 104], scale: [1, 1, 1], classes});
    expect(parsePreprocessing(made)).toEqual(made);
  });

  it('converts a mean image of Caffe, blue first and channels first, to red first and channels last', () => {
    const pixels = 256 * 256;
    const data = new Float32Array(3 * pixels).map((_, i) => 10 * Math.floor(i / pixels));
    data[2 * pixels + 1] = 99;
    const made = preprocessingOfWeights({
      preset: caffenet,
      classes,
      mean: {name: 'mean', shape: [1, 3, 256, 256], data},
      where: 'f',
    });
    const image = decodeMeanImage(made.meanImage!);
    expect([...image.slice(0, 6)]).toEqual([20, 10, 0, 99, 10, 0]);
    expect(made.mean[1]).toBeCloseTo(10, 6);
    expect(parsePreprocessing(made)).toEqual(made);
  });

  it('takes one number per channel, and refuses an image of another size', async () => {
    const mean = {name: 'mean', shape: [3], data: Float32Array.of(1, 2, 3)};
    expect(preprocessingOfWeights({preset: caffenet, classes, mean, where: 'f'}).mean).toEqual([3, 2, 1]);
    await expectAlexNetError(
      () =>
        preprocessingOfWeights({
          preset: caffenet,
          classes,
          mean: {name: 'mean', shape: [1, 3, 2, 2], data: new Float32Array(12)},
          where: 'f',
        }),
      'bad-shape',
      '[1, 3, 2, 2]',
      '256',
    );
  });

  it('does not make up a mean that only the training photos would tell', async () => {
    await expectAlexNetError(
      () => preprocessingOfWeights({preset: PRESETS.alexnet as Preset, classes, where: 'w.npz'}),
      'bad-argument',
      'w.npz',
      '"alexnet" has none',
      '--mean',
    );
  });
});
