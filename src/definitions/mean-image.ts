import type {NamedArray} from '../core/named-array';
import {encodeMeanImage, type Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';

/** Arguments of {@link meanOfImage}. */
export interface MeanImageArgs {
  /** Channels of the network's input. */
  channels: number;
  /** Order of the channels in the mean image, which is that of the network. */
  order: Preprocessing['channelOrder'];
  /** Pixels of each side that the image must have; default any square. */
  side?: number;
  /** Names the weights in an error. */
  where: string;
}

/**
 * A mean image as Caffe has it, as preprocessing has it: channels first become channels last, and red first.
 *
 * Shapes: [1, channels, height, width], [channels, height, width] or one number per channel in.
 */
export function meanOfImage(
  {shape, data}: NamedArray,
  {channels, order, side, where}: MeanImageArgs,
): Pick<Preprocessing, 'mean' | 'meanImage'> {
  const [count = 1, height = 1, width = 1] = shape.length === 4 ? shape.slice(1) : shape;
  const pixels = height * width;
  const isSquare = height === width && (side === undefined || side === height);
  if (count !== channels || (pixels !== 1 && !isSquare)) {
    const sides = side === undefined ? 'a square of' : `${side} × ${side}`;
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the mean image does not fit the network.',
      expected: `${channels} channels of ${sides} pixels, or one number per channel`,
      received: `[${shape.join(', ')}]`,
      fix: `pass the mean image from the training of this network, of ${sides} pixels`,
    });
  }
  const values = new Float32Array(channels * pixels);
  const mean = new Array<number>(channels).fill(0);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) {
      const from = order === 'bgr' ? channels - 1 - c : c;
      const value = data[from * pixels + i] ?? 0;
      values[channels * i + c] = value;
      mean[c] = (mean[c] ?? 0) + value / pixels;
    }
  }
  return pixels === 1 ? {mean} : {mean, meanImage: encodeMeanImage(values, [height, width, channels])};
}
