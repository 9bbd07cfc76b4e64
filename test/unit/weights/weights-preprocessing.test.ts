import {describe, expect, it} from 'vitest';
import {decodeMeanImage, parsePreprocessing} from '../../../src/core/preprocessing';
import {preprocessingOfWeights, replacePreprocessing} from '../../../src/weights/weights-preprocessing';
import type {Preset} from '../../../src/presets/preset';
import {PRESETS} from '../../../src/presets/presets';
import {expectAlexNetError} from '../../support/matchers';

const caffenet = PRESETS.caffenet as Preset;
const classes = ['a', 'b'];

describe('preprocessingOfWeights', () => {
  it("is the preset's, with its order of colors", () => {
    const {preprocessing: made} = preprocessingOfWeights({preset: caffenet, classes, where: 'f'});
    expect(made).toMatchObject({channelOrder: 'bgr', mean: [123, 117, 104], scale: [1, 1, 1], classes});
    expect(parsePreprocessing(made)).toEqual(made);
  });

  it('converts a mean image of Caffe, blue first and channels first, to red first and channels last', () => {
    const pixels = 256 * 256;
    const data = new Float32Array(3 * pixels).map((_, i) => 10 * Math.floor(i / pixels));
    data[2 * pixels + 1] = 99;
    const {preprocessing: made} = preprocessingOfWeights({
      preset: caffenet,
      classes,
      given: {mean: {name: 'mean', shape: [1, 3, 256, 256], data}},
      where: 'f',
    });
    const image = decodeMeanImage(made.meanImage!);
    expect([...image.slice(0, 6)]).toEqual([20, 10, 0, 99, 10, 0]);
    expect(made.mean[1]).toBeCloseTo(10, 6);
    expect(parsePreprocessing(made)).toEqual(made);
  });

  it('takes one number per channel, and refuses an image of another size', async () => {
    const mean = {name: 'mean', shape: [3], data: Float32Array.of(1, 2, 3)};
    const made = preprocessingOfWeights({preset: caffenet, classes, given: {mean}, where: 'f'});
    expect(made.preprocessing.mean).toEqual([3, 2, 1]);
    await expectAlexNetError(
      () =>
        preprocessingOfWeights({
          preset: caffenet,
          classes,
          given: {mean: {name: 'mean', shape: [1, 3, 2, 2], data: new Float32Array(12)}},
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

  it.each(Object.values(PRESETS).map(preset => [preset.id, preset] as const))(
    'takes mean, factor and order of colors for %s, whatever the preset has',
    (_, preset) => {
      const [, , channels] = preset.inputShape;
      const mean = {name: 'mean', shape: [1], data: Float32Array.of(7)};
      const given = {mean, scale: [0.5], channelOrder: 'bgr'} as const;
      const {preprocessing, assumed} = preprocessingOfWeights({preset, classes, given, where: 'f'});
      expect(preprocessing).toMatchObject({
        mean: new Array<number>(channels).fill(7),
        scale: new Array<number>(channels).fill(0.5),
        channelOrder: channels === 1 ? 'rgb' : 'bgr',
      });
      expect(assumed).toEqual([]);
      expect(parsePreprocessing(preprocessing)).toEqual(preprocessing);
    },
  );

  it('names the factor 1 that it assumes where a mean alone is given', () => {
    const mean = {name: 'mean', shape: [1, 1, 32, 32], data: new Float32Array(1024).fill(3)};
    const preset = PRESETS.lenet5 as Preset;
    const {preprocessing, assumed} = preprocessingOfWeights({preset, classes, given: {mean}, where: 'f'});
    expect(preprocessing).toMatchObject({mean: [3], scale: [1]});
    expect(assumed).toEqual(['the factor 1']);
  });
});

describe('replacePreprocessing', () => {
  it('replaces what is given, in the order of the network, and keeps the rest', () => {
    const {preprocessing: base} = preprocessingOfWeights({preset: caffenet, classes, where: 'f'});
    expect(replacePreprocessing(base, {scale: [1, 2, 3]}, 'f')).toEqual({...base, scale: [3, 2, 1]});
    expect(replacePreprocessing(base, {channelOrder: 'rgb'}, 'f')).toEqual({...base, channelOrder: 'rgb'});
    const image = {name: 'mean', shape: [3, 256, 256], data: new Float32Array(3 * 65536).fill(2)};
    const replaced = replacePreprocessing(base, {mean: image}, 'f');
    expect(replaced.meanImage?.shape).toEqual([256, 256, 3]);
    const mean = {name: 'mean', shape: [1], data: Float32Array.of(4)};
    expect(replacePreprocessing(replaced, {mean}, 'f')).toEqual({...base, mean: [4, 4, 4]});
  });
});
