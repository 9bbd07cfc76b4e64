import {encodeMeanImage, type Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import type {NamedArray} from '../core/named-array';
import type {Preset} from '../presets/preset';

/** What {@link preprocessingOfWeights} goes by. */
export interface WeightsPreprocessingArgs {
  preset: Preset;
  /** Names of the outputs. */
  classes: readonly string[];
  /** A mean image as `parseMeanBinaryproto` reads it: [1, 3, height, width] or [3], blue, green, red. */
  mean?: NamedArray;
  /** Names the weights in an error. */
  where: string;
}

/**
 * How photos reach a network with weights from elsewhere: as its preset says, with the mean image where one is given.
 *
 * The order of colors is that of the weights and is written down here; the weights stay as they are, so that they go
 * back to where they came from without a change.
 *
 * @throws bad-argument when the preset takes its mean from the training photos, and none is given.
 */
export function preprocessingOfWeights({
  preset,
  classes,
  mean: image,
  where,
}: WeightsPreprocessingArgs): Preprocessing {
  const {resizeShorterSide, channelOrder, mean, scale} = preset.preprocess;
  const [height, width, channels] = preset.inputShape;
  const given = image === undefined ? undefined : readMean(image, resizeShorterSide, where);
  if ((mean === 'training-set' && given === undefined) || scale === 'training-set') {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the mean of the photos that these weights were trained on is not known, and preset "${preset.id}" has none of its own.`,
      expected: 'a mean image, or a file that carries its preprocessing',
      received: 'neither',
      fix: 'give the mean of the training (--mean mean.binaryproto), or take the model directory that training wrote',
    });
  }
  return {
    version: 1,
    preset: preset.id,
    inputShape: [height, width, channels],
    resizeShorterSide,
    channelOrder,
    mean: given?.mean ?? [...(mean as readonly number[])],
    ...(given?.meanImage === undefined ? {} : {meanImage: given.meanImage}),
    scale: typeof scale === 'number' ? new Array<number>(channels).fill(scale) : [...scale],
    classes: [...classes],
  };
}

/** Channels first and blue first become channels last and red first. */
function readMean(
  {shape, data}: NamedArray,
  side: number,
  where: string,
): Pick<Preprocessing, 'mean' | 'meanImage'> {
  const [channels = 1, height = 1, width = 1] = shape.length === 4 ? shape.slice(1) : shape;
  const pixels = height * width;
  if (channels !== 3 || (pixels !== 1 && (height !== side || width !== side))) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the mean image does not fit the network.',
      expected: `3 channels of ${side} × ${side} pixels, or one number per channel`,
      received: `[${shape.join(', ')}]`,
      fix: `give the mean image of the training of this network, of ${side} × ${side} pixels`,
    });
  }
  const values = new Float32Array(3 * pixels);
  const mean = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) {
      const value = data[(2 - c) * pixels + i] ?? 0;
      values[3 * i + c] = value;
      mean[c] = (mean[c] ?? 0) + value / pixels;
    }
  }
  return pixels === 1 ? {mean} : {mean, meanImage: encodeMeanImage(values, [side, side, 3])};
}
