import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {quantizeArray, type QuantizedArray} from '../../../src/formats/quantize';

/** What tfjs-core's decodeWeights does with uint8. */
function restore({bytes, quantization}: QuantizedArray): number[] {
  const {scale, min} = quantization as {scale: number; min: number};
  return [...bytes].map(q => q * scale + min);
}
const quantize = (values: number[]): QuantizedArray =>
  quantizeArray({name: 'w', shape: [values.length], data: Float32Array.from(values)}, 'uint8');

describe('quantizeArray', () => {
  it('is off by half a step at most, and keeps zero exactly', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = RandomStream.derive(seed, 'quantize');
      const shift = random.gaussian(0, 2);
      const data = [0, ...Array.from({length: 1 + (seed % 9)}, () => Math.fround(random.gaussian(shift, 1)))];
      const restored = restore(quantize(data));
      // To keep zero, the steps grow by less than a 254th.
      const half = ((Math.max(...data) - Math.min(...data)) / 254) * 0.5;
      restored.forEach((value, i) => {
        expect(Math.abs(value - (data[i] ?? 0)), `seed ${seed}`).toBeLessThanOrEqual(half * 1.001);
      });
      expect(Math.abs(restored[0] ?? 1), `seed ${seed}`).toBe(0);
    }
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
