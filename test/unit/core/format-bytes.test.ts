import {describe, expect, it} from 'vitest';
import {formatBytes} from '../../../src/core/format-bytes';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [640, '640 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [10240, '10 KiB'],
    [1.25 * 2 ** 20, '1.3 MiB'],
    [48 * 2 ** 20, '48 MiB'],
    [4 * 2 ** 30, '4 GiB'],
    [3 * 2 ** 50, '3072 TiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
