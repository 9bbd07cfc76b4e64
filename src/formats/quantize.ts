import type {NamedArray} from '../core/named-array';
import {encodeFloats} from './encode-floats';

/** How weights are made smaller for the web: half the bytes with 11 bits each, or a quarter with 256 steps per array. */
export type Quantization = 'float16' | 'uint8';

/** One array in the form of a tfjs weight manifest, which `tf.loadLayersModel` turns back into float32. */
export interface QuantizedArray {
  name: string;
  shape: number[];
  /** What it becomes when it is loaded. */
  dtype: 'float32';
  quantization: {dtype: 'float16'} | {dtype: 'uint8'; scale: number; min: number};
  bytes: Uint8Array;
}

/** Steps of uint8 from the least to the largest value. */
const STEPS = 255;

/**
 * Puts an array into fewer bytes, as tfjs's own converter does.
 *
 *     uint8:  q = round((x − min) / scale),  x ≈ q · scale + min,  scale = (max − min) / 255
 *
 * Where zero lies between them, min is moved so that zero stays exactly zero: a bias or a pruned weight that is not
 * there does not come back.
 *
 * Pitfall: the values must be finite, and for float16 below 65,504.
 */
export function quantizeArray({name, shape, data}: NamedArray, to: Quantization): QuantizedArray {
  const common = {name, shape: [...shape], dtype: 'float32' as const};
  if (to === 'float16') {
    return {...common, quantization: {dtype: 'float16'}, bytes: encodeFloats(data, 'float16').slice()};
  }
  let [least, largest] = [0, 0];
  if (data.length > 0) {
    [least, largest] = [Infinity, -Infinity];
    // Loops of this kind, over a hundred million weights, take a tenth of what iterators take.
    for (let i = 0; i < data.length; i++) {
      least = Math.min(least, data[i] ?? 0);
      largest = Math.max(largest, data[i] ?? 0);
    }
  }
  if (least === largest) {
    // One value only: it equals 0 · scale + min exactly.
    return {
      ...common,
      quantization: {dtype: 'uint8', scale: 1, min: least},
      bytes: new Uint8Array(data.length),
    };
  }
  let scale = (largest - least) / STEPS;
  let min = least;
  if (least <= 0 && largest >= 0) {
    // One of the steps is zero; the steps grow until both ends are reached, as little as they can.
    const exact = Math.min(STEPS, -least / scale);
    const candidates = [Math.floor(exact), Math.ceil(exact)].map(zero => {
      const step = Math.max(part(-least, zero), part(largest, STEPS - zero));
      return {step, min: -zero * step};
    });
    const [low, high] = candidates as [(typeof candidates)[0], (typeof candidates)[0]];
    ({step: scale, min} = low.step <= high.step ? low : high);
  }
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    bytes[i] = Math.max(0, Math.min(STEPS, Math.round(((data[i] ?? 0) - min) / scale)));
  }
  return {...common, quantization: {dtype: 'uint8', scale, min}, bytes};
}

/** A length divided into so many steps; none is needed where there is no length. */
function part(length: number, steps: number): number {
  return length === 0 ? 0 : length / steps;
}
