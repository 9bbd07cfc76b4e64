import {type NamedArray} from '../../core/named-array';
import {type WeightFile} from '../weight-file';

/** A value in a Caffe message: an enum is its name (`'MAX'`), a repeated field always an array, a message an object. */
export type CaffeValue = number | boolean | string | CaffeMessage | CaffeValue[];

/** A message under the field names of caffe.proto, the same as in prototxt. Only fields that the file holds. */
export interface CaffeMessage {
  [field: string]: CaffeValue;
}

/** One layer of a `.caffemodel`. */
export interface CaffeLayer {
  name: string;
  /** Name as V2 files write it, `'Convolution'`, also for V1 files, whose types are numbers. */
  type: string;
  bottoms: string[];
  tops: string[];
  /**
   * Weights in Caffe's order (filters, then bias), named `conv1/0`, `conv1/1`. Shapes as in the file: a blob of the old
   * form always has four axes, [1, 1, 1, 96] for a bias.
   */
  blobs: NamedArray[];
  /**
   * The rest of the layer: `{convolution_param: {num_output: 96, kernel_size: [11], stride: [4]}}`. Field names are
   * those of a V2 prototxt; fields that caffe.proto marks as repeated (`kernel_size`, `pad`, `stride`, `include`, `param`)
   * are always arrays.
   */
  parameters: CaffeMessage;
}

/** A `.caffemodel`: the weights and as much of the network's definition as Caffe saved with them. */
export interface CaffeModel extends WeightFile {
  format: 'caffe';
  /** Name of the network, '' where the file has none. */
  name: string;
  /** Inputs declared for the whole network (`input`, `input_dim`, `input_shape`), as a deploy definition has them. */
  inputs: {name: string; shape: number[]}[];
  layers: CaffeLayer[];
}

/** Whether a value is a message. */
export function isMessage(value: CaffeValue | undefined): value is CaffeMessage {
  return typeof value === 'object' && !Array.isArray(value);
}

/** All values of a field: none, one or many. */
export function listOf(message: CaffeMessage, field: string): CaffeValue[] {
  const value = Object.hasOwn(message, field) ? message[field] : undefined;
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The message in a field, or an empty one. */
export function messageOf(message: CaffeMessage, field: string): CaffeMessage {
  const value = listOf(message, field)[0];
  return isMessage(value) ? value : {};
}
