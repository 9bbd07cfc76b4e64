import type * as tfl from '@tensorflow/tfjs-layers';
import {requireFields} from '../core/structured-argument';
import {requireModel} from './require-model';
import type {Preprocessing} from '../core/preprocessing';

/**
 * The first convolution's kernel, [height, width, channels, filters], and where it comes from.
 *
 * @category Visualization
 */
export interface FirstFilters {
  layer: string;
  shape: number[];
  data: Float32Array;
  channelOrder: 'rgb' | 'bgr';
}

/**
 * The kernel of the first layer that has a four-dimensional one: the filters of Figure 3 in the paper.
 *
 * @category Visualization
 */
export async function firstFilters(
  model: tfl.LayersModel,
  preprocessing: Pick<Preprocessing, 'channelOrder'>,
): Promise<FirstFilters | undefined> {
  requireModel('firstFilters', model);
  requireFields('firstFilters', 'preprocessing', preprocessing, {
    what: 'the preprocessing of the network',
    fields: ['channelOrder'],
    fix: 'pass the preprocessing that comes with the model: await openModel(directory)',
  });
  const {channelOrder} = preprocessing;
  for (const layer of model.layers) {
    const kernel = layer.weights.find(({shape}) => shape.length === 4);
    if (kernel !== undefined) {
      const data = Float32Array.from(await kernel.read().data());
      return {layer: layer.name, shape: kernel.shape.map(Number), data, channelOrder};
    }
  }
  return undefined;
}
