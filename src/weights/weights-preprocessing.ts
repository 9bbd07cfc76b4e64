import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import type {Preset} from '../presets/preset';
import {channelValues} from '../definitions/channel-values';
import type {GivenPreprocessing} from '../definitions/definition-preprocessing';
import {meanOfImage} from '../definitions/mean-image';

/** What {@link preprocessingOfWeights} goes by. */
export interface WeightsPreprocessingArgs {
  preset: Preset;
  /** Names of the outputs. */
  classes: readonly string[];
  /** Values that replace those of the preset. */
  given?: GivenPreprocessing;
  /** Names the weights in an error. */
  where: string;
}

/** A preprocessing, and what of it nobody said: phrases such as 'the factor 1'. */
export interface WeightsPreprocessing {
  preprocessing: Preprocessing;
  assumed: string[];
}

/**
 * The preprocessing of a network with weights from elsewhere: that of its preset, with the values that the caller sets.
 *
 * The order of colors is that of the weights and is written down here; the weights stay as they are, so that they go
 * back to where they came from without a change.
 *
 * @throws bad-argument when the preset takes its mean from the training photos, and none is given. A factor that the
 * preset takes from them and nobody sets is 1, and is named.
 */
export function preprocessingOfWeights({
  preset,
  classes,
  given = {},
  where,
}: WeightsPreprocessingArgs): WeightsPreprocessing {
  const {resizeShorterSide, channelOrder, mean, scale} = preset.preprocess;
  const [height, width, channels] = preset.inputShape;
  const ones = new Array<number>(channels).fill(1);
  if (mean === 'training-set' && given.mean === undefined) {
    const more = scale === 'training-set' && given.scale === undefined;
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the mean of the photos that these weights were trained on is not known, and preset "${preset.id}" has none of its own.`,
      expected: 'a mean, or a file that carries its preprocessing',
      received: 'neither',
      fix: `pass the mean that the training subtracted: --mean 0 for none, ${channels === 1 ? '--mean 33' : '--mean 125,123,114'} (0 to 255) or --mean mean.binaryproto${more ? ', and --scale with the factor that followed' : ''}; in a program {mean: [0]${more ? ', scale: [1]' : ''}}`,
    });
  }
  const preprocessing = replacePreprocessing(
    {
      version: 1,
      preset: preset.id,
      inputShape: [height, width, channels],
      resizeShorterSide,
      channelOrder,
      mean: mean === 'training-set' ? ones.map(() => 0) : [...mean],
      scale: scale === 'training-set' ? ones : typeof scale === 'number' ? ones.map(() => scale) : [...scale],
      classes: [...classes],
    },
    given,
    where,
  );
  const isAssumed = scale === 'training-set' && given.scale === undefined;
  return {preprocessing, assumed: isAssumed ? ['the factor 1'] : []};
}

/** A preprocessing with the mean, factor and order of colors that the caller sets. */
export function replacePreprocessing(
  base: Preprocessing,
  {mean, scale, channelOrder}: GivenPreprocessing,
  where: string,
): Preprocessing {
  const {
    inputShape: [, , channels],
    resizeShorterSide: side,
  } = base;
  const order = channels === 1 ? 'rgb' : (channelOrder ?? base.channelOrder);
  const replaced: Preprocessing = {...base, channelOrder: order};
  if (scale !== undefined) {
    replaced.scale = channelValues({name: 'scale', values: scale, channels, order, where});
  }
  if (mean !== undefined) {
    const made =
      mean.shape.length === 1
        ? {mean: channelValues({name: 'mean', values: [...mean.data], channels, order, where})}
        : meanOfImage(mean, {channels, order, side, where});
    delete replaced.meanImage;
    Object.assign(replaced, made);
  }
  return replaced;
}
