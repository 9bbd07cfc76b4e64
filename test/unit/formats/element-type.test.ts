import {describe, expect, it} from 'vitest';
import {
  bfloat16FromBits,
  decodeElements,
  ELEMENT_BYTES,
  float16FromBits,
  READ_ELEMENT,
  type ElementType,
} from '../../../src/formats/element-type';

/** The value of an IEEE half by its definition. */
function halfByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function valuesOf(type: ElementType, bytes: readonly number[], littleEndian = true): number[] {
  const target = new Float32Array(bytes.length / ELEMENT_BYTES[type]);
  decodeElements(Uint8Array.from(bytes), type, target, littleEndian);
  return [...target];
}

describe('decodeElements', () => {
  it('decodes all 65,536 halves as their definition says', () => {
    const bits = Uint16Array.from({length: 65536}, (_, i) => i);
    const target = new Float32Array(65536);
    decodeElements(new Uint8Array(bits.buffer), 'float16', target);
    expect(target.every((value, i) => Object.is(value, Math.fround(halfByDefinition(i))))).toBe(true);
    expect([0, 1, 0x3c00, 0x7bff, 0xfc00].map(float16FromBits)).toEqual([0, 2 ** -24, 1, 65504, -Infinity]);
  });

  it('takes a bfloat16 as the upper half of a float32', () => {
    const exact = [1, -2.5, 2 ** 120, -0, Infinity, 2 ** -130];
    const upper = exact.map(value => new Uint32Array(Float32Array.of(value).buffer)[0]! >>> 16);
    expect(
      valuesOf(
        'bfloat16',
        upper.flatMap(bits => [bits & 255, bits >> 8]),
      ),
    ).toEqual(exact);
    expect(
      valuesOf(
        'bfloat16',
        upper.flatMap(bits => [bits >> 8, bits & 255]),
        false,
      ),
    ).toEqual(exact);
    expect(upper.map(bfloat16FromBits)).toEqual(exact);
  });

  it.each<[ElementType, number[], number[]]>([
    ['bool', [0, 1, 255], [0, 1, 1]],
    ['int8', [253, 100], [-3, 100]],
    ['uint8', [3, 200], [3, 200]],
    ['int16', [253, 255, 44, 1], [-3, 300]],
    ['uint16', [253, 255], [65533]],
    ['int32', [253, 255, 255, 255], [-3]],
    ['uint32', [0, 0, 0, 255], [255 * 2 ** 24]],
    ['int64', [253, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0], [-3, 2 ** 32]],
    ['uint64', [0, 0, 0, 0, 0, 0, 0, 128], [2 ** 63]],
    ['float32', [0, 0, 32, 192], [-2.5]],
    ['float64', [0, 0, 0, 0, 0, 0, 4, 192], [-2.5]],
  ])('decodes %s, with either end first', (type, bytes, values) => {
    expect(valuesOf(type, bytes)).toEqual(values);
    const size = ELEMENT_BYTES[type];
    const swapped = values.flatMap((_, i) => bytes.slice(i * size, (i + 1) * size).reverse());
    expect(valuesOf(type, swapped, false)).toEqual(values);
    const view = new DataView(Uint8Array.from([0, ...bytes]).buffer);
    expect(READ_ELEMENT[type](view, 1, true)).toBe(values[0]);
  });

  it('copies out of bytes that begin at any place', () => {
    const bytes = Uint8Array.from([9, 0, 0, 32, 192, 0, 0, 128, 63]).subarray(1);
    const target = new Float32Array(4);
    decodeElements(bytes, 'float32', target.subarray(1, 3));
    expect([...target]).toEqual([0, -2.5, 1, 0]);
  });
});
