/**
 * Between channels-last weights, as tfjs holds them, and channels-first ones, as Caffe, PyTorch and ONNX do.
 *
 * A kernel [height, width, in, out] is theirs [out, in, height, width], with groups or without: `in` is that of one
 * group in both. A dense kernel [in, out] is theirs [out, in]; where it follows a flattened image its inputs stand in
 * the order height, width, channels here and channels, height, width there. So do the vectors of a layer with one weight
 * per value of a flattened image; other vectors are the same.
 *
 * The order of colors is no matter of layout: it stays as the weights have it, and is written into the preprocessing.
 */
import {countOf, type NamedArray} from '../core/named-array';

/** One weight of a network: what a file must hold for it. */
export interface WeightSlot {
  /** Name here: `conv1/kernel`. */
  name: string;
  /** Layer it belongs to: `conv1`. */
  layer: string;
  /** Role of the weight in its layer. */
  role: 'kernel' | 'bias' | 'scale' | 'offset' | 'mean' | 'variance' | 'slope';
  /** Shape here, channels last. */
  shape: readonly number[];
  /** [height, width, channels] of the image that was flattened in front of a dense layer, or of a layer with a weight per value. */
  flattened?: readonly [number, number, number];
  /** Whether its layer has mean and variance. */
  hasStatistics?: boolean;
}

/** Layout of an array in a file: that of tfjs, or that of Caffe, PyTorch and ONNX. */
export type WeightLayout = 'channels-last' | 'channels-first';

/** Shape that a weight has in a file of this layout. */
export function shapeInLayout({shape, role}: WeightSlot, layout: WeightLayout): number[] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  if (role === 'slope' && layout === 'channels-first') {
    return [shape[shape.length - 1] ?? 1];
  }
  if (layout === 'channels-last' || role !== 'kernel' || shape.length < 2) {
    return [...shape];
  }
  return shape.length === 2 ? [b, a] : [d, c, a, b];
}

/**
 * Returns whether an array of this shape can be the weight. Leading ones do not count: in old Caffe files every array
 * has four axes, [1, 1, out, in] and [1, 1, 1, out].
 */
export function fitsSlot(shape: readonly number[], slot: WeightSlot, layout: WeightLayout): boolean {
  const expected = shapeInLayout(slot, layout);
  const surplus = shape.length - expected.length;
  return (
    surplus >= 0 &&
    shape.slice(0, surplus).every(size => size === 1) &&
    shape.slice(surplus).every((size, axis) => size === expected[axis])
  );
}

/** Puts the values of a file into the order of this library. The array must fit the slot. */
export function toChannelsLast(data: Float32Array, slot: WeightSlot, layout: WeightLayout): Float32Array {
  return layout === 'channels-last' ? data : permute(data, slot, true);
}

/** A weight of this library as an array of a file of this layout, under another name. */
export function fromChannelsLast(
  data: Float32Array,
  slot: WeightSlot,
  layout: WeightLayout,
  name: string,
): NamedArray {
  return {
    name,
    shape: shapeInLayout(slot, layout),
    data: layout === 'channels-last' ? data : permute(data, slot, false),
  };
}

/** Walks all values of a kernel, or of a flattened image's vector, in the order of this library, beside their place in a channels-first file. */
function permute(data: Float32Array, {shape, role, flattened}: WeightSlot, read: boolean): Float32Array {
  if (flattened === undefined && (role !== 'kernel' || shape.length < 2)) {
    return data;
  }
  const [height, width, channels, out] =
    shape.length === 4
      ? (shape as [number, number, number, number])
      : [...(flattened ?? ([1, 1, shape[0] ?? 1] as const)), shape[1] ?? 1];
  const result = new Float32Array(countOf(shape));
  let here = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        // Place of [0, c, y, x] there; the next output is one whole image further.
        let there = (c * height + y) * width + x;
        for (let o = 0; o < out; o++) {
          if (read) {
            result[here] = data[there] ?? 0;
          } else {
            result[there] = data[here] ?? 0;
          }
          here += 1;
          there += height * width * channels;
        }
      }
    }
  }
  return result;
}
