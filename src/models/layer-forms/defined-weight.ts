import {toChannelsLast} from '../weight-layout';
import type {FlattenedPart} from './network-value';

/** One weight of a network that is read from a definition: what it is called here, and how it comes from the file. */
export interface DefinedWeight {
  /** Name here: `conv1/kernel`. */
  name: string;
  /** Name of the file's array: `conv1/0` in Caffe, the initializer's in ONNX. */
  source: string;
  /** Name of an array whose one value the others are divided by; where it is missing, or 0, by 1 or to 0. */
  divisor?: string;
  /** Shape here. */
  shape: readonly number[];
  /** The values here, from those of the file. */
  convert: (data: Float32Array) => Float32Array;
}

/** A kernel [out, in, height, width] as [height, width, in, out]. */
export function convKernel(name: string, source: string, shape: readonly number[]): DefinedWeight {
  const slot = {name, layer: '', role: 'kernel', shape} as const;
  return {name, source, shape, convert: data => toChannelsLast(data, slot, 'channels-first')};
}

/** Layout of a dense layer's kernel in a file. */
export interface DenseKernelLayout {
  /** Its input: images are in channels-first order there. */
  parts: readonly FlattenedPart[];
  units: number;
  /** Whether the file has [out, in], as Caffe and most of PyTorch's exports. */
  isOutputFirst: boolean;
  /** The values are multiplied by this. Default 1. */
  factor?: number;
}

/** A dense kernel of a file as [in, out], its inputs in the order height, width, channels. */
export function denseKernel(
  name: string,
  source: string,
  {parts, units, isOutputFirst, factor = 1}: DenseKernelLayout,
): DefinedWeight {
  const order = channelsFirstOrder(parts);
  const inputs = order.length;
  const convert = (data: Float32Array): Float32Array => {
    const kernel = new Float32Array(inputs * units);
    order.forEach((place, input) => {
      for (let unit = 0; unit < units; unit++) {
        const there = isOutputFirst ? unit * inputs + place : place * units + unit;
        kernel[input * units + unit] = factor * (data[there] ?? 0);
      }
    });
    return kernel;
  };
  return {name, source, shape: [inputs, units], convert};
}

/** One value per channel, or per number of a flattened image. */
export function vector(
  name: string,
  source: string,
  count: number,
  parts: readonly FlattenedPart[] = [],
  factor = 1,
): DefinedWeight {
  const order = parts.length === 0 ? undefined : channelsFirstOrder(parts);
  const convert = (data: Float32Array): Float32Array =>
    Float32Array.from({length: count}, (_, i) => factor * (data[order?.[i] ?? i] ?? 0));
  return {name, source, shape: [count], convert};
}

/** For each number of flattened images in the order height, width, channels: its place where channels come first. */
function channelsFirstOrder(parts: readonly FlattenedPart[]): Uint32Array {
  const order = new Uint32Array(
    parts.reduce((sum, [height, width, channels]) => sum + height * width * channels, 0),
  );
  let start = 0;
  for (const [height, width, channels] of parts) {
    const area = height * width;
    for (let pixel = 0; pixel < area; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        order[start + pixel * channels + channel] = start + channel * area + pixel;
      }
    }
    start += area * channels;
  }
  return order;
}
