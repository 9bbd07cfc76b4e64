import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {quantizeArray, type QuantizedArray} from '../../../src/weights/quantize';

/** What tfjs-core's decodeWeights does with uint8. */
function restore({bytes, quantization}: QuantizedArray): number[] {
  const {scale, min} = quantization as {scale: number; min: number};
  return [...bytes].map(q => q * scale + min);
}
const quantize = (values: number[]): QuantizedArray =>
  quantizeArray({name: 'w', shape: [values.length], data: Float32Array.from(values)}, 'uint8');

describe('quantizeArray', () => {
  it('is off by half a step at most, and keeps zero exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.float({min: -100, max: 100, noNaN: true}), {minLength: 1, maxLength: 12}), values => {
        const data = [...Float32Array.from([...values, 0])];
        const restored = restore(quantize(data));
        const range = Math.max(...data) - Math.min(...data);
        // Where zero lies near an end, the steps grow to keep it: by less than a 254th of it.
        const half = (range / 254) * 0.5 * 1.01;
        restored.forEach((value, i) => {
          expect(Math.abs(value - (data[i] ?? 0))).toBeLessThanOrEqual(half + 1e-6 * range);
        });
        expect(Math.abs(restored[data.length - 1] ?? 1)).toBe(0);
      }),
      {seed: 3},
    );
  });

  it('keeps one value, and nothing, as they are', () => {
    expect(restore(quantize([0.3, 0.3]))).toEqual([Math.fround(0.3), Math.fround(0.3)]);
    expect(restore(quantize([]))).toEqual([]);
  });

  it('keeps a least value that is almost nothing beside the largest', () => {
    expect(restore(quantize([-1e-9, 1, 0])).map(value => Math.abs(Math.round(value)))).toEqual([0, 1, 0]);
    expect(restore(quantize([-1e-9, 1, 0])).every(Number.isFinite)).toBe(true);
  });

  it('halves the bytes with float16', () => {
    const {bytes, quantization} = quantizeArray({name: 'w', shape: [1], data: Float32Array.of(1)}, 'float16');
    expect([...bytes]).toEqual([0, 0x3c]);
    expect(quantization).toEqual({dtype: 'float16'});
  });
});
