import type {NamedArray} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import type {CaffeTransform} from '../formats/caffe/caffe-transform';
import {channelValues} from './channel-values';
import {meanOfImage} from './mean-image';

/** Preprocessing values that the caller sets in place of those in the definition. */
export interface GivenPreprocessing {
  /** A mean image ([1, channels, height, width]), or one number per channel or for all, in the network's order of channels. */
  mean?: NamedArray;
  /** Factor after the mean is subtracted: one number, or one per channel in the network's order. */
  scale?: readonly number[];
  channelOrder?: Preprocessing['channelOrder'];
}

/** Arguments of {@link preprocessingOfDefinition}. */
export interface DefinitionPreprocessingArgs {
  /** [height, width, channels] of the network's input. */
  inputShape: readonly [number, number, number];
  /** Names of the outputs. */
  classes: readonly string[];
  given: GivenPreprocessing;
  /** Preprocessing in the definition. */
  transform?: CaffeTransform;
  /** Order of colors where nobody says it: Caffe's is 'bgr'. */
  usualOrder: Preprocessing['channelOrder'];
  /** Names the file in an error. */
  where: string;
}

/** A preprocessing, and what of it nobody said. */
export interface DefinitionPreprocessing {
  preprocessing: Preprocessing;
  /** Assumptions, each a phrase such as 'mean 0'. */
  assumed: string[];
}

/**
 * How photos reach a network that was made of its own definition: as the caller says, else as the definition says, else as
 * Caffe does where nothing is said (mean 0, factor 1), which is then named.
 */
export function preprocessingOfDefinition({
  inputShape,
  classes,
  given,
  transform = {},
  usualOrder,
  where,
}: DefinitionPreprocessingArgs): DefinitionPreprocessing {
  const [height, width, channels] = inputShape;
  if (channels !== 1 && channels !== 3) {
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `the network takes images of ${channels} channels, and photos have 1 or 3.`,
      expected: '1 or 3 channels',
      received: `[${inputShape.join(', ')}]`,
      fix: 'use networkFromCaffe or networkFromOnnx in a program, and prepare the images there',
    });
  }
  const assumed: string[] = [];
  const orElse = <T>(value: T | undefined, usual: T, name: string): T => {
    if (value === undefined) {
      assumed.push(name);
    }
    return value ?? usual;
  };
  const channelOrder =
    channels === 1
      ? 'rgb'
      : orElse(given.channelOrder, usualOrder, `the colors in the order ${usualOrder.toUpperCase()}`);
  const perChannel = (name: string, values: readonly number[]): number[] =>
    channelValues({name, values, channels, order: channelOrder, where});
  const usualScale = given.scale ?? (transform.scale === undefined ? undefined : [transform.scale]);
  const scale = perChannel('scale', orElse(usualScale, [1], 'the factor 1'));
  const {meanFile} = transform;
  const hint = meanFile === undefined ? '' : ` (the definition names ${meanFile})`;
  const isImage = given.mean !== undefined && given.mean.shape.length > 1;
  const mean = isImage
    ? meanOfImage(given.mean as NamedArray, {channels, order: channelOrder, where})
    : {
        mean: perChannel(
          'mean',
          orElse(given.mean === undefined ? transform.mean : [...given.mean.data], [0], `the mean 0${hint}`),
        ),
      };
  const resizeShorterSide = Math.max(height, width, mean.meanImage?.shape[0] ?? 0);
  if (mean.meanImage !== undefined && mean.meanImage.shape[0] !== resizeShorterSide) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the mean image is smaller than the input of the network.',
      expected: `at least ${Math.max(height, width)} × ${Math.max(height, width)} pixels`,
      received: `[${given.mean?.shape.join(', ') ?? ''}]`,
      fix: 'pass the mean image from the training of this network',
    });
  }
  return {
    preprocessing: {
      version: 1,
      inputShape: [height, width, channels],
      resizeShorterSide,
      channelOrder,
      ...mean,
      scale,
      classes: [...classes],
    },
    assumed,
  };
}
