import {cropImages, resolveCropSize, type CropSize} from './crop-window';
import type {CropWindow} from './pick-pixels';
import {imageDimensions, type Images} from './image-batch';

/** Returns the central window; an odd pixel is left out below and to the right. */
export function centerWindow([height, width]: readonly [number, number], size: CropSize): CropWindow {
  const [cropHeight, cropWidth] = resolveCropSize('centerCrop', size, height, width);
  return {
    top: Math.floor((height - cropHeight) / 2),
    left: Math.floor((width - cropWidth) / 2),
    height: cropHeight,
    width: cropWidth,
  };
}

/**
 * Takes the central crop of each image.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same with the crop's height and width
 * out. The dtype stays.
 *
 * @example
 * centerCrop(tf.zeros([256, 256, 3]), 227).shape; // [227, 227, 3]
 */
export function centerCrop<T extends Images>(images: T, size: CropSize): T {
  const [, height, width] = imageDimensions('centerCrop', images);
  return cropImages(images, [centerWindow([height, width], size)]);
}
