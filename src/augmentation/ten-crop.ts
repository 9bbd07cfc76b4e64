import * as tf from '@tensorflow/tfjs-core';
import {centerWindow} from './center-crop';
import {cropImages, resolveCropSize, type CropSize} from './crop-window';
import {imageDimensions, type Images} from './image-batch';

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
  return tf.tidy(() => {
    const x: tf.Tensor4D = tf.reshape(images, [batch, height, width, channels]);
    const five = [
      {top: 0, left: 0, ...crop},
      {top: 0, left: right, ...crop},
      {top: bottom, left: 0, ...crop},
      {top: bottom, left: right, ...crop},
      centerWindow([height, width], size),
    ];
    const ten = [...five, ...five.map(window => ({...window, mirrored: true}))].map(window =>
      cropImages(x, [window]),
    );
    // [batch, 10, …]: all views of one image lie together.
    const stacked: tf.Tensor = tf.stack(ten, 1);
    return tf.reshape(stacked, [10 * batch, cropHeight, cropWidth, channels]);
  });
}
