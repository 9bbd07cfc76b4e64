import type {CaffeModel} from '../../src/formats/caffe/caffe-model';
import {countingArray} from './onnx-graph';

/** A Caffe model of layers with blobs of these shapes. */
export function caffeModel(layers: {name: string; type: string; shapes: number[][]}[]): CaffeModel {
  return {
    format: 'caffe',
    name: 'n',
    metadata: {},
    inputs: [],
    arrays: [],
    layers: layers.map(({name, type, shapes}) => ({
      name,
      type,
      bottoms: ['data'],
      tops: [name],
      blobs: shapes.map((shape, i) => countingArray(`${name}/${i}`, shape)),
      parameters: {},
    })),
  };
}
