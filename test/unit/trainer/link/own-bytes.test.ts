import {expect, it} from 'vitest';
import {ownBytes} from '../../../../src/trainer/link/own-bytes';

it('ownBytes copies only what is inside a larger buffer', () => {
  const buffer = Uint8Array.of(1, 2, 3, 4).buffer;
  expect(ownBytes(new Uint8ClampedArray(buffer)).buffer).toBe(buffer);
  const part = ownBytes(new Uint8Array(buffer, 1, 2));
  expect([part.buffer.byteLength, ...part]).toEqual([2, 2, 3]);
  const shared = ownBytes(new Uint8Array(new SharedArrayBuffer(2)));
  expect([shared.buffer instanceof ArrayBuffer, shared.length]).toEqual([true, 2]);
});
