import * as tf from '@tensorflow/tfjs-core';
import {centerWindow} from './center-crop';
import {cropImages, resolveCropSize, type CropSize} from './crop-window';
import {imageDimensions, type Images} from './image-batch';
import {pickPixels} from './pick-pixels';

/**
 * The four corner crops and the central one of each image, and the same five mirrored.
 *
 * Shapes: [height, width, channels] in, [10, height, width, channels] out; [batch, …] in, [10 · batch, …] out. The
 * crops of image b are rows 10·b to 10·b + 9: top left, top right, bottom left, bottom right, center, then the mirror
 * images of these in the same order. The dtype stays.
 *
 * @example
 * tenCrop(tf.zeros([2, 256, 256, 3]), 227).shape; // [20, 227, 227, 3]
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function tenCrop(images: Images, size: CropSize): tf.Tensor4D {
  const [batch, height, width, channels] = imageDimensions('tenCrop', images);
  const [cropHeight, cropWidth] = resolveCropSize('tenCrop', size, height, width);
  const [bottom, right] = [height - cropHeight, width - cropWidth];
  const crop = {height: cropHeight, width: cropWidth};
  const five = [
    {top: 0, left: 0, ...crop},
    {top: 0, left: right, ...crop},
    {top: bottom, left: 0, ...crop},
    {top: bottom, left: right, ...crop},
    centerWindow([height, width], size),
  ];
  return tf.tidy(() => {
    const x: tf.Tensor4D = tf.reshape(images, [batch, height, width, channels]);
    // Crops of the mirror image, from the other side, are the mirrored crops: each pixel is turned once, not five times.
    const turned = cropImages(x, [{top: 0, left: 0, height, width, mirrored: true}]);
    const picks = Array.from({length: batch}, (_, image) => [
      ...five.map(window => ({...window, image})),
      ...five.map(window => ({...window, image: batch + image, left: width - cropWidth - window.left})),
    ]).flat();
    return pickPixels(
      tf.concat4d([x, turned], 0),
      picks.map(window => ({...window, mirrored: false})),
    );
  });
}
