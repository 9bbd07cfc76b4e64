/**
 * Lets `toEqual` compare arrays of numbers quickly, with the result that it has itself: vitest lists the keys of an array
 * as texts and looks each up, which took a quarter of the time of all unit tests. Further properties of such an array, which
 * no test sets, are not compared.
 */
import {expect} from 'vitest';

type NumberArray = ArrayLike<number> & ArrayBufferView<ArrayBuffer>;

/** Whether two arrays of one class, of numbers, are equal; undefined for anything else, which vitest then compares. */
export function equalNumbers(a: unknown, b: unknown): boolean | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    // Only equal ones: holes and matchers are for vitest.
    return a.length > 8 && a.length === b.length && sameNumbers(a, b) ? true : undefined;
  }
  if (!isNumberArray(a) || !isNumberArray(b) || a.constructor !== b.constructor) {
    return undefined;
  }
  return a.length === b.length && (bytesOf(a).equals(bytesOf(b)) || sameNumbers(a, b));
}

const isNumberArray = (value: unknown): value is NumberArray =>
  ArrayBuffer.isView(value) && 'length' in value && typeof (value as unknown as NumberArray)[0] === 'number';

const bytesOf = ({buffer, byteOffset, byteLength}: NumberArray): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** As `Object.is` says: NaN equals NaN, 0 does not equal -0. The lengths are equal. */
function sameNumbers(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  for (let i = 0; i < a.length; i++) {
    if (typeof a[i] !== 'number' || !Object.is(a[i], b[i])) {
      return false;
    }
  }
  return true;
}

expect.addEqualityTesters([equalNumbers]);
