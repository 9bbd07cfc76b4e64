import {AlexNetError} from '../errors';
import {checksFor} from '../core/check';
import {imageDimensions, onBatch, type Images} from './image-batch';
import {pickPixels, type CropWindow} from './pick-pixels';

/** A size: one number for a square, or [height, width]. Unit: pixels. */
export type CropSize = number | readonly [number, number];

/** Returns [height, width] of a crop that fits into an image of `height` × `width`. */
export function resolveCropSize(
  where: string,
  size: CropSize,
  height: number,
  width: number,
): [number, number] {
  // In JavaScript it may be any value, which the check reports as no integer.
  const sides: readonly unknown[] = Array.isArray(size) ? size : [size, size];
  const check = checksFor(where);
  const cropHeight = check.integer('crop height', sides[0], 1);
  const cropWidth = check.integer('crop width', sides[1], 1);
  if (cropHeight > height || cropWidth > width) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the crop is larger than the image.',
      expected: `a crop of at most ${height} × ${width} (height × width)`,
      received: `${cropHeight} × ${cropWidth}`,
      fix: 'choose a smaller crop, or enlarge the images first: resizeShorterSide(images, size)',
    });
  }
  return [cropHeight, cropWidth];
}

/**
 * Takes one window out of each image.
 *
 *     y[b, i, j, c] = x[b, top[b] + i, left[b] + j, c]      or left[b] + width − 1 − j where mirrored[b]
 *
 * Shapes: [height, width, channels] and one window, or [batch, height, width, channels] and either one window for all
 * or one per image, all of one size. The dtype stays.
 *
 * @example
 * cropImages(tf.zeros([8, 8, 3]), [{top: 1, left: 2, height: 4, width: 5}]).shape; // [4, 5, 3]
 */
export function cropImages<T extends Images>(images: T, windows: readonly CropWindow[]): T {
  const [batch, height, width] = imageDimensions('cropImages', images);
  const [first] = windows;
  if (
    first === undefined ||
    (windows.length !== 1 && windows.length !== batch) ||
    windows.some(
      w =>
        w.top < 0 ||
        w.left < 0 ||
        w.top + w.height > height ||
        w.left + w.width > width ||
        w.height !== first.height ||
        w.width !== first.width,
    )
  ) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'cropImages',
      problem: 'the windows do not fit the images.',
      expected: `one window, or one for each of ${batch} images, all of one size and inside ${height} × ${width}`,
      received: JSON.stringify(windows).slice(0, 200),
      fix: 'draw the windows with drawCrop(stream, [height, width], size)',
    });
  }
  return onBatch('cropImages', images, x =>
    pickPixels(
      x,
      Array.from({length: batch}, (_, image) => ({image, mirrored: false, ...(windows[image] ?? first)})),
    ),
  );
}
