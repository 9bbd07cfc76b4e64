import {describe, expect, it} from 'vitest';
import {idxImages, idxLength, parseIdx} from '../../../../src/formats/idx/parse-idx';
import {idxBytes} from '../../../support/binary-images';

const IMAGES = idxBytes(
  [2, 2, 3],
  Uint8Array.from({length: 12}, (_, i) => i * 20),
);
const LABELS = idxBytes([2], Uint8Array.of(7, 0));
const FILES = {images: 'images', labels: 'labels'};

describe('parseIdx', () => {
  it('reads dimensions and values', () => {
    const {shape, data} = parseIdx(LABELS, 'a');
    expect([shape, [...data]]).toEqual([[2], [7, 0]]);
    expect(parseIdx(IMAGES, 'a').shape).toEqual([2, 2, 3]);
  });

  it('knows the length from the header, and nothing before it is whole', () => {
    expect(idxLength(IMAGES.subarray(0, 16), 'a')).toBe(IMAGES.length);
    expect(idxLength(IMAGES.subarray(0, 15), 'a')).toBeUndefined();
    expect(idxLength(new Uint8Array(3), 'a')).toBeUndefined();
  });

  it.each([
    ['another type', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), /type 13/],
    ['another file', Buffer.from('PK\x03\x04 and so on'), /bytes 80 75 3 4/],
    ['four dimensions', Uint8Array.of(0, 0, 8, 4), /at most 3 dimensions/],
    ['no dimension', Uint8Array.of(0, 0, 8, 0), /at most 3 dimensions/],
    ['a header that is cut short', Uint8Array.of(0, 0, 8, 1, 0), /at least 8 bytes/],
    ['values that are cut short', IMAGES.subarray(0, 20), /28 bytes/],
    ['more values than stated', Buffer.concat([LABELS, LABELS]), /10 bytes/],
    [
      'a header that states more than memory has',
      idxBytes([2 ** 31, 2 ** 31, 2 ** 31], new Uint8Array(9)),
      /25 bytes/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'a')).toThrow(message);
  });
});

describe('idxImages', () => {
  it('repeats gray as red, green and blue', () => {
    const images = idxImages(IMAGES, LABELS, FILES);
    const {count, height, width, labels} = images;
    expect([count, height, width, [...labels]]).toEqual([2, 2, 3, [7, 0]]);
    expect([...images.pixels(1)].slice(0, 6)).toEqual([120, 120, 120, 140, 140, 140]);
    expect(images.pixels(1)).toHaveLength(18);
  });

  it('refuses files that do not belong together, or are of the other kind', () => {
    const three = idxBytes([3], new Uint8Array(3));
    expect(() => idxImages(IMAGES, three, FILES)).toThrow(/labels: .*\n.*2 labels, one per image/);
    expect(() => idxImages(LABELS, LABELS, FILES)).toThrow(/images: /);
    expect(() => idxImages(IMAGES, IMAGES, FILES)).toThrow(/labels: /);
    expect(() => idxImages(idxBytes([0, 2, 2], new Uint8Array(0)), three, FILES)).toThrow(/images: /);
  });
});
