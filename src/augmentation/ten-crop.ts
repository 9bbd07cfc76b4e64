import * as tf from '@tensorflow/tfjs-core';
import {centerWindow} from './center-crop';
import {resolveCropSize, type CropSize} from './crop-window';
import type {CropWindow} from './pick-pixels';
import {imageDimensions, type Images} from './image-batch';
import {pickPixels} from './pick-pixels';

/**
 * Takes the four corner crops and the central one of each image, and the same five mirrored.
 *
 * Shapes: [height, width, channels] in, [10, height, width, channels] out; [batch, …] in, [10 · batch, …] out. The
 * crops of image b are rows 10·b to 10·b + 9: top left, top right, bottom left, bottom right, center, then the mirror
 * images of these in the same order. The dtype stays.
 *
 * @example
 * tenCrop(tf.zeros([2, 256, 256, 3]), 227).shape; // [20, 227, 227, 3]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function tenCrop(images: Images, size: CropSize): tf.Tensor4D {
  const [batch, height, width, channels] = imageDimensions('tenCrop', images);
  const windows = tenCropWindows([height, width], size);
  return tf.tidy(() =>
    pickPixels(
      tf.reshape(images, [batch, height, width, channels]),
      Array.from({length: batch}, (_, image) => windows.map(window => ({...window, image}))).flat(),
    ),
  );
}

/** Returns the windows of {@link tenCrop} in one image, in the same order. */
export function tenCropWindows(
  [height, width]: readonly [number, number],
  size: CropSize,
): Required<CropWindow>[] {
  const [cropHeight, cropWidth] = resolveCropSize('tenCrop', size, height, width);
  const [bottom, right] = [height - cropHeight, width - cropWidth];
  const center = centerWindow([height, width], size);
  const corners = [
    {top: 0, left: 0},
    {top: 0, left: right},
    {top: bottom, left: 0},
    {top: bottom, left: right},
    {top: center.top, left: center.left},
  ];
  return [false, true].flatMap(mirrored =>
    corners.map(corner => ({...corner, height: cropHeight, width: cropWidth, mirrored})),
  );
}
