import {Float16Array} from '@petamoriken/float16';

/** How numbers are written: 4 bytes, or 2 with fewer digits (float16: 11 bits, up to 65,504) or fewer still (bfloat16: 8 bits, any size). */
export type FloatType = 'float32' | 'float16' | 'bfloat16';

/**
 * Numbers as little-endian bytes of a type, rounded to the nearest (of two as near, to the even one).
 *
 * Pitfall: float16 ends at 65,504; what is larger becomes infinite. Weights of networks are far below.
 */
export function encodeFloats(data: Float32Array, dtype: FloatType): Uint8Array {
  switch (dtype) {
    case 'float32':
      // Every machine that runs TensorFlow.js is little-endian.
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    case 'float16':
      return new Uint8Array(new Float16Array(data).buffer);
    case 'bfloat16':
      return encodeBfloat16(data);
  }
}

/** The upper half of a float32, rounded. */
function encodeBfloat16(data: Float32Array): Uint8Array {
  const bits = new Uint32Array(Float32Array.from(data).buffer);
  const halves = Uint16Array.from(bits, (word, i) => {
    // A NaN whose upper half is all zeros behind the exponent would become infinite.
    if (Number.isNaN(data[i])) {
      return 0x7fc0;
    }
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
  return new Uint8Array(halves.buffer);
}
