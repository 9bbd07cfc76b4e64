import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {toSize, windowOutput, type Padding, type Size, type SizeLike} from '../core/shapes';
import {traitsOf} from './layer-kinds/layer-kinds';

/** The first layers of a network, as far as overlapping crops of one image have them in common. */
export interface SharedPrefix {
  /** Name of the last of them. */
  boundary: string;
  /** Pixels of the image from one place of its output to the next, down and across. */
  stride: Size;
  /** Places of its output that belong to one crop. */
  size: Size;
  /** [batch, height, width, channels] of any height and width to the output of the boundary. */
  apply(images: tf.Tensor4D): tf.Tensor4D;
}

/**
 * Finds the first layers of a network that have the same output for a crop alone as for that area of the whole image:
 * none of their windows reaches over the border of the crop, and every crop begins where a window does.
 *
 *     prefix(crop(image)) = crop(prefix(image))
 *
 * @param crop height and width of the crops: the network's input.
 * @param corners first row and column of each crop.
 * @returns undefined where not even the first layer is shared.
 */
export function sharedPrefix(
  model: tfl.LayersModel,
  crop: Size,
  corners: readonly Size[],
): SharedPrefix | undefined {
  const layers: tfl.layers.Layer[] = [];
  let [size, stride]: [Size, Size] = [crop, [1, 1]];
  for (let layer = followerOf(model.inputs[0]?.sourceLayer); layer !== undefined; layer = followerOf(layer)) {
    const walk = walkOf(layer, size);
    if (walk === undefined) {
      break;
    }
    const step: Size = [stride[0] * walk.strides[0], stride[1] * walk.strides[1]];
    if (corners.some(([top, left]) => top % step[0] !== 0 || left % step[1] !== 0)) {
      break;
    }
    layers.push(layer);
    [size, stride] = [walk.output, step];
  }
  const boundary = layers[layers.length - 1]?.name;
  return boundary === undefined
    ? undefined
    : {
        boundary,
        stride,
        size,
        apply: images =>
          layers.reduce((x, layer) => layer.apply(x, {training: false}) as tf.Tensor4D, images),
      };
}

/** Returns the only layer that uses the output of this one, if it has no other input. */
function followerOf(layer: tfl.layers.Layer | undefined): tfl.layers.Layer | undefined {
  const [node, ...others] = layer?.outboundNodes ?? [];
  const follower = node?.outboundLayer;
  return others.length === 0 && node?.inputTensors.length === 1 && follower?.inboundNodes.length === 1
    ? follower
    : undefined;
}

/** Returns strides and output size of a layer for images of this size; undefined if its windows leave the image. */
function walkOf(layer: tfl.layers.Layer, size: Size): {strides: Size; output: Size} | undefined {
  const {isPointwise, window: rounding} = traitsOf(layer.getClassName());
  if (isPointwise) {
    return {strides: [1, 1], output: size};
  }
  const config = layer.getConfig();
  if (rounding === undefined || (config.dataFormat ?? 'channelsLast') !== 'channelsLast') {
    return undefined;
  }
  const window = toSize((config.kernelSize ?? config.poolSize) as SizeLike);
  const strides = toSize(config.strides as SizeLike);
  const dilations = toSize((config.dilationRate ?? 1) as SizeLike);
  const padding = config.padding as Padding;
  const isOnePixel = [...window, ...strides].every(length => length === 1);
  if (padding !== 'valid' && padding !== 0 && !isOnePixel) {
    return undefined;
  }
  const lengths = size.map((length, axis) => {
    const [extent = 1, stride = 1, dilation = 1] = [window[axis], strides[axis], dilations[axis]];
    const left = (length - (dilation * (extent - 1) + 1)) % stride;
    return rounding === 'ceil' && left !== 0 ? 0 : windowOutput(length, extent, stride, 'valid', dilation);
  });
  const [height = 0, width = 0] = lengths;
  return height > 0 && width > 0 ? {strides, output: [height, width]} : undefined;
}
