import {describe, expect, it} from 'vitest';
import {encodeSafetensors} from '../../../../src/formats/safetensors/encode-safetensors';
import {expectAlexNetError} from '../../../support/matchers';

describe('encodeSafetensors', () => {
  it('writes the length of the header, the header and the numbers, beginning at a multiple of 8', () => {
    const bytes = encodeSafetensors(
      [
        {name: 'a', shape: [2], data: Float32Array.of(1, 2)},
        {name: 'b', shape: [], data: Float32Array.of(-1)},
      ],
      {metadata: {format: 'pt'}},
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: {format: 'pt'},
      a: {dtype: 'F32', shape: [2], data_offsets: [0, 8]},
      b: {dtype: 'F32', shape: [], data_offsets: [8, 12]},
    });
    expect(new Float32Array(bytes.slice(8 + length).buffer)).toEqual(Float32Array.of(1, 2, -1));
  });

  it('writes two bytes per number where asked to', () => {
    const bytes = encodeSafetensors([{name: 'a', shape: [3], data: new Float32Array(3)}], {
      dtype: 'bfloat16',
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(bytes.length).toBe(8 + length + 6);
    expect(new TextDecoder().decode(bytes)).toContain('BF16');
  });

  it('refuses two arrays of one name, and values that do not fill their shape', async () => {
    const a = {name: 'a', shape: [2], data: new Float32Array(2)};
    await expectAlexNetError(() => encodeSafetensors([a, a]), 'bad-argument', '"a"', 'fix:');
    await expectAlexNetError(
      () => encodeSafetensors([{...a, shape: [3]}]),
      'bad-argument',
      '2 values do not fill the shape',
      '3 values for [3]',
    );
  });
});
