import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import type {NamedArray} from '../core/named-array';
import type {Preset} from '../presets/preset';
import {meanOfImage} from '../definitions/mean-image';

/** What {@link preprocessingOfWeights} goes by. */
export interface WeightsPreprocessingArgs {
  preset: Preset;
  /** Names of the outputs. */
  classes: readonly string[];
  /** A mean image as `parseMeanBinaryproto` reads it: [1, 3, height, width] or [3], its channels in the network's order. */
  mean?: NamedArray;
  /** Names the weights in an error. */
  where: string;
}

/**
 * The preprocessing of a network with weights from elsewhere: that of its preset, with the mean image if there is one.
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
  const given =
    image === undefined
      ? undefined
      : meanOfImage(image, {channels, order: channelOrder, side: resizeShorterSide, where});
  if ((mean === 'training-set' && given === undefined) || scale === 'training-set') {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the mean of the photos that these weights were trained on is not known, and preset "${preset.id}" has none of its own.`,
      expected: 'a mean image, or a file that carries its preprocessing',
      received: 'neither',
      fix: 'pass the mean of the training (--mean mean.binaryproto), or use the model directory that training wrote',
    });
  }
  return {
    version: 1,
    preset: preset.id,
    inputShape: [height, width, channels],
    resizeShorterSide,
    channelOrder,
    mean: given?.mean ?? [...(mean as readonly number[])],
    meanImage: given?.meanImage,
    scale: typeof scale === 'number' ? new Array<number>(channels).fill(scale) : [...scale],
    classes: [...classes],
  };
}
