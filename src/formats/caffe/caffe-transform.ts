import {listOf, messageOf, readCaffeDefinition} from './caffe-definition';
import type {CaffeModel} from './caffe-model';

/** The preprocessing in a Caffe definition: its `transform_param`. */
export interface CaffeTransform {
  /** One number, or one per channel in the network's order, 0–255 units; subtracted first. */
  mean?: number[];
  /** A file with the mean image, as the definition names it. */
  meanFile?: string;
  /** Factor after that. */
  scale?: number;
}

/**
 * Reads how the data layer of a definition changes photos; nothing where there is no such layer, as in a deploy.prototxt.
 */
export function readCaffeTransform(source: string | CaffeModel): CaffeTransform {
  const {layers, others} = readCaffeDefinition(source);
  for (const {parameters} of [...layers, ...others]) {
    // Before 2014 these stood among the parameters of the data.
    const transform = {
      ...messageOf(parameters, 'data_param'),
      ...messageOf(parameters, 'image_data_param'),
      ...messageOf(parameters, 'window_data_param'),
      ...messageOf(parameters, 'transform_param'),
    };
    const mean = listOf(transform, 'mean_value').map(Number);
    const {mean_file: meanFile, scale} = transform;
    const found: CaffeTransform = {
      ...(mean.length > 0 && mean.every(Number.isFinite) ? {mean} : {}),
      ...(typeof meanFile === 'string' && meanFile !== '' ? {meanFile} : {}),
      ...(typeof scale === 'number' && Number.isFinite(scale) && scale !== 0 ? {scale} : {}),
    };
    if (Object.keys(found).length > 0) {
      return found;
    }
  }
  return {};
}
