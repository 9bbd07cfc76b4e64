/** Convolutions and pools in any number of dimensions, from their definitions. */
import {at, eachIndex, isInside, offsetOf, total, values, type Values} from './values';

/** Positions of windows on an image. Arrays have one entry for each axis; a single number applies to all. */
export interface WindowArgs {
  strides?: number | readonly number[];
  dilations?: number | readonly number[];
  /** Pixels of padding before and after each axis; one number applies to both. Default 'valid'. */
  padding?: 'valid' | 'same' | 'causal' | number;
}

interface Side {
  stride: number;
  dilation: number;
  before: number;
  outputs: number;
}

const entry = (value: number | readonly number[] | undefined, axis: number): number =>
  typeof value === 'object' ? value[axis]! : (value ?? 1);

/** TensorFlow's rule: 'same' has ⌈length / stride⌉ windows; an odd pixel of padding is added at the end. */
function sides(lengths: readonly number[], kernel: readonly number[], args: WindowArgs): Side[] {
  return lengths.map((length, axis) => {
    const [stride, dilation] = [entry(args.strides, axis), entry(args.dilations, axis)];
    const reach = (kernel[axis]! - 1) * dilation + 1;
    const {padding = 'valid'} = args;
    if (padding === 'same') {
      const outputs = Math.ceil(length / stride);
      const pixels = Math.max(0, (outputs - 1) * stride + reach - length);
      return {stride, dilation, outputs, before: Math.floor(pixels / 2)};
    }
    const before = padding === 'causal' ? reach - 1 : padding === 'valid' ? 0 : padding;
    const pixels = padding === 'causal' ? before : 2 * before;
    return {stride, dilation, before, outputs: Math.floor((length + pixels - reach) / stride) + 1};
  });
}

/** Pixel under a tap of a window. */
const pixel = (windows: readonly Side[], window: readonly number[], tap: readonly number[]): number[] =>
  windows.map(({stride, dilation, before}, axis) => window[axis]! * stride - before + tap[axis]! * dilation);

/** A tap of a window whose pixel is inside the image. */
interface InsideTap {
  /** Number of the tap in the kernel, in row-major order. */
  tap: number;
  /** Offset of channel 0 of the pixel under it. */
  offset: number;
}

/** Calls `body` for each window of each image, in row-major order, with its taps inside the image. */
function eachWindow(
  x: Values,
  kernel: readonly number[],
  windows: readonly Side[],
  body: (taps: readonly InsideTap[], window: readonly number[]) => void,
): void {
  const lengths = x.shape.slice(1, -1);
  eachIndex([x.shape[0]!, ...windows.map(({outputs}) => outputs)], ([batch = 0, ...window]) => {
    const taps: InsideTap[] = [];
    let tap = 0;
    eachIndex(kernel, index => {
      const place = pixel(windows, window, index);
      if (isInside(lengths, place)) {
        taps.push({tap, offset: offsetOf(x, [batch, ...place, 0])});
      }
      tap++;
    });
    body(taps, window);
  });
}

/**
 * y[b, o, f] = bias[f] + Σ x[b, pixel(o, k), c] · w[k, c, f], each group of filters over its own channels.
 *
 * Shapes: x [batch, ...sides, channels], w [...kernel, channels / groups, filters].
 */
export function convolution(x: Values, w: Values, args: WindowArgs & {groups?: number} = {}): Values {
  const lengths = x.shape.slice(1, -1);
  const kernel = w.shape.slice(0, lengths.length);
  const [channels = 1, filters = 1] = w.shape.slice(-2);
  const windows = sides(lengths, kernel, args);
  const perGroup = filters / (args.groups ?? 1);
  const y = values([x.shape[0]!, ...windows.map(({outputs}) => outputs), filters], () => 0);
  let next = 0;
  eachWindow(x, kernel, windows, taps => {
    for (let filter = 0; filter < filters; filter++) {
      const first = Math.floor(filter / perGroup) * channels;
      let sum = 0;
      for (const {tap, offset} of taps) {
        const weight = tap * channels * filters + filter;
        for (let c = 0; c < channels; c++) {
          sum += x.data[offset + first + c]! * w.data[weight + c * filters]!;
        }
      }
      y.data[next++] = sum;
    }
  });
  return y;
}

/** y[b, o, c · M + m] = Σ x[b, pixel(o, k), c] · w[k, c, m]. Shapes: w [...kernel, channels, M]. */
export function depthwiseConvolution(x: Values, w: Values, args: WindowArgs = {}): Values {
  const lengths = x.shape.slice(1, -1);
  const kernel = w.shape.slice(0, lengths.length);
  const multiplier = w.shape.at(-1)!;
  const windows = sides(lengths, kernel, args);
  return values(
    [x.shape[0]!, ...windows.map(({outputs}) => outputs), x.shape.at(-1)! * multiplier],
    index => {
      const [batch, window, out] = [index[0]!, index.slice(1, -1), index.at(-1)!];
      const c = Math.floor(out / multiplier);
      let sum = 0;
      eachIndex(kernel, tap => {
        const place = pixel(windows, window, tap);
        sum += isInside(lengths, place)
          ? at(x, [batch, ...place, c]) * at(w, [...tap, c, out % multiplier])
          : 0;
      });
      return sum;
    },
  );
}

/** Positions of the windows of a transposed convolution on its output. */
export interface TransposedArgs {
  strides: number | readonly number[];
  dilations?: number | readonly number[];
  /** Of the convolution from an image of the output's size. Default 'valid'. */
  padding?: 'same' | 'valid';
  groups?: number;
  /** Pixels cut off the output before and behind each axis; a negative number adds pixels. */
  cropping?: readonly (readonly [number, number])[];
}

/**
 * The transpose of a convolution from an image of the output's size: each pixel of x adds itself times the kernel, each
 * group of channels to its own filters.
 *
 * Shapes: x [batch, ...sides, channels], w [...kernel, filters / groups, channels]; y [batch, ...outputs, filters].
 */
export function transposedConvolution(x: Values, w: Values, args: TransposedArgs): Values {
  const {groups = 1, padding = 'valid', cropping = []} = args;
  const lengths = x.shape.slice(1, -1);
  const kernel = w.shape.slice(0, lengths.length);
  const [filters = 1, channels = 1] = w.shape.slice(-2);
  const whole = lengths.map((length, axis) => {
    const stride = entry(args.strides, axis);
    const reach = (kernel[axis]! - 1) * entry(args.dilations, axis) + 1;
    return padding === 'same' ? length * stride : length * stride + Math.max(reach - stride, 0);
  });
  const windows = sides(whole, kernel, {...args, padding});
  const outputs = whole.map((length, axis) => length - total(cropping[axis] ?? []));
  const y = values([x.shape[0]!, ...outputs, filters * groups], () => 0);
  eachIndex(x.shape.slice(0, -1), ([batch = 0, ...window]) => {
    eachIndex(kernel, tap => {
      const place = pixel(windows, window, tap).map((at, axis) => at - (cropping[axis]?.[0] ?? 0));
      for (let c = 0; isInside(outputs, place) && c < channels; c++) {
        const first = Math.floor(c / (channels / groups)) * filters;
        const offset = offsetOf(y, [batch, ...place, first]);
        for (let f = 0; f < filters; f++) {
          y.data[offset + f]! += at(x, [batch, ...window, c]) * at(w, [...tap, f, c]);
        }
      }
    });
  });
  return y;
}

/** Result of a pool from the pixels of a window that are inside the image. */
export function pool(
  x: Values,
  kernel: readonly number[],
  args: WindowArgs & {outputs?: readonly number[]},
  reduce: (pixels: number[], window: readonly number[]) => number,
): Values {
  const lengths = x.shape.slice(1, -1);
  const windows = sides(lengths, kernel, args).map((side, axis) => ({
    ...side,
    outputs: args.outputs?.[axis] ?? side.outputs,
  }));
  const channels = x.shape.at(-1)!;
  const y = values([x.shape[0]!, ...windows.map(({outputs}) => outputs), channels], () => 0);
  let next = 0;
  eachWindow(x, kernel, windows, (taps, window) => {
    for (let channel = 0; channel < channels; channel++) {
      y.data[next++] = reduce(
        taps.map(({offset}) => x.data[offset + channel]!),
        window,
      );
    }
  });
  return y;
}

export const maxPool = (
  x: Values,
  kernel: readonly number[],
  args: WindowArgs & {outputs?: number[]},
): Values => pool(x, kernel, args, pixels => Math.max(...pixels));

/** The mean over the pixels of the window that are inside the image, without padding. */
export const averagePool = (x: Values, kernel: readonly number[], args: WindowArgs): Values =>
  pool(x, kernel, args, pixels => pixels.reduce((a, b) => a + b, 0) / pixels.length);
