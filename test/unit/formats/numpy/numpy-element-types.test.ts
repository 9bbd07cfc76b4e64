import {expect, it} from 'vitest';
import {ELEMENT_BYTES} from '../../../../src/formats/element-type';
import {NUMPY_ELEMENT_TYPES} from '../../../../src/formats/numpy/numpy-element-types';

it("NUMPY_ELEMENT_TYPES has types of as many bytes as NumPy's number says", () => {
  for (const [code, type] of NUMPY_ELEMENT_TYPES) {
    expect([code, ELEMENT_BYTES[type]]).toEqual([code, Number(code.slice(1))]);
  }
});
