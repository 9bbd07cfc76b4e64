import {describe, expect, it} from 'vitest';
import {parseCifar} from '../../../../src/formats/cifar/parse-cifar';
import {cifarBytes, valueAt} from '../../../support/binary-images';

const CIFAR10 = {labelBytes: 1, classes: 10, file: 'a.bin'} as const;

describe('parseCifar', () => {
  it('reads labels, and planes of red, green and blue as pixels', () => {
    const records = parseCifar(cifarBytes([3, 9]), CIFAR10);
    expect([records.count, records.height, records.width, [...records.labels]]).toEqual([2, 32, 32, [3, 9]]);
    const pixels = records.pixels(1);
    for (const [y, x] of [
      [0, 0],
      [0, 31],
      [17, 5],
      [31, 31],
    ] as const) {
      const at = y * 32 + x;
      expect([...pixels.subarray(3 * at, 3 * at + 3)]).toEqual(
        [0, 1, 2].map(channel => valueAt(0, 1, channel * 1024 + at)),
      );
    }
  });

  it('takes the second label of CIFAR-100, that of the class', () => {
    const bytes = new Uint8Array(3074);
    bytes.set([19, 99, 7]);
    const records = parseCifar(bytes, {labelBytes: 2, classes: 100, file: 'train.bin'});
    expect([[...records.labels], records.pixels(0)[0]]).toEqual([[99], 7]);
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['one that is cut short', cifarBytes([1, 2]).subarray(0, 6000)],
    ['a label that is no class', cifarBytes([1, 10])],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseCifar(bytes, CIFAR10)).toThrow(/a\.bin: this is no binary file of CIFAR/);
  });
});
