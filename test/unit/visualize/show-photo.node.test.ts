// @isolated: replaces modules by vi.mock.
import sharp from 'sharp';
import {describe, expect, it, vi} from 'vitest';
import {dataUrl, showPhoto} from '../../../src/visualize/show-photo.node';

describe('showPhoto', () => {
  it('returns the pixels as a JPEG, the name of the class and the best predictions only', async () => {
    const pixels = new Uint8Array(16 * 16 * 3).fill(200);
    const top = [0, 1, 0].map(index => ({index, label: `c${index}`, score: 0.3}));
    const shown = await showPhoto({name: 'a/b.jpg', label: 1, top, pixels, side: 16}, ['cat', 'dog'], 2);
    expect([shown.file, shown.label, shown.top.length]).toEqual(['a/b.jpg', 'dog', 2]);
    const bytes = Buffer.from(shown.dataUrl.replace('data:image/jpeg;base64,', ''), 'base64');
    const {width, height} = await sharp(bytes).metadata();
    expect([width, height]).toEqual([16, 16]);
    const [first = 0] = await sharp(bytes).raw().toBuffer();
    expect(Math.abs(first - 200)).toBeLessThan(3);
  });

  it('returns a PNG of the same pixels where sharp cannot be loaded', async () => {
    vi.resetModules();
    vi.doMock('sharp', () => {
      throw new Error('Cannot find package sharp');
    });
    const {showPhoto: showWithout} = await import('../../../src/visualize/show-photo.node');
    const pixels = Uint8Array.from({length: 2 * 2 * 3}, (_, i) => 20 * i);
    const {dataUrl: address} = await showWithout({name: 'a', label: 0, top: [], pixels, side: 2}, ['cat'], 1);
    vi.doUnmock('sharp');
    const bytes = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
    expect([...(await sharp(bytes).raw().toBuffer())]).toEqual([...pixels]);
  });

  it('shows a photo without a known class with a dash', async () => {
    const shown = await showPhoto(
      {name: 'x', label: -1, top: [], pixels: new Uint8Array(3), side: 1},
      ['cat'],
      5,
    );
    expect(shown.label).toBe('–');
  });
});

describe('dataUrl', () => {
  it('encodes only a slice of a larger buffer', () => {
    expect(dataUrl('text/plain', new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe(
      'data:text/plain;base64,AgM=',
    );
  });
});
