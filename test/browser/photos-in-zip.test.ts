import {strToU8, zipSync, type Zippable} from 'fflate';
import {describe, expect, it} from 'vitest';
import {photosInZip} from '../../examples/browser/src/zip/photos-in-zip';

/** Different content per number; photosInZip does not decode it. */
const photo = (number: number): Uint8Array => strToU8(`photo ${number}`);
const zip = (files: Zippable): Uint8Array => zipSync(files, {level: 0});
const paths = (bytes: Uint8Array, name: string): string[] =>
  photosInZip(bytes, name).photos.map(({path}) => path);

describe('photosInZip', () => {
  it('names the class by the zip, as Teachable Machine downloads the samples of a class', () => {
    const bytes = zip({'0.jpg': photo(0), '1.jpg': photo(1)});
    expect(paths(bytes, 'Class 1-samples.zip')).toEqual(['Class 1/0.jpg', 'Class 1/1.jpg']);
    expect(paths(bytes, 'red cup-samples (2).zip')).toEqual(['red cup/0.jpg', 'red cup/1.jpg']);
    expect(photosInZip(bytes, 'x.zip').photos[1]).toEqual({
      path: 'x/1.jpg',
      bytes: photo(1),
      type: 'image/jpeg',
    });
  });

  it('names the class by the folder, and opens one zip per class inside', () => {
    expect(
      paths(
        zip({'data/cat/0.JPG': photo(0), 'data/dog/a.png': photo(1), 'data/notes.txt': photo(2)}),
        'a.zip',
      ),
    ).toEqual(['cat/0.JPG', 'dog/a.png']);
    const both = zip({
      'cat-samples.zip': zip({'0.jpg': photo(0)}),
      'dog-samples.zip': zip({'0.jpg': photo(1)}),
    });
    expect(paths(both, 'all.zip')).toEqual(['cat/0.jpg', 'dog/0.jpg']);
  });

  it('reads the labels of a project from its manifest, wherever they are in it', () => {
    const manifest = strToU8(
      JSON.stringify({type: 'image', data: {classes: [{label: 'cup'}, {label: 'cup 2'}]}}),
    );
    const files = {
      'manifest.json': manifest,
      'cup-!-0.png': photo(0),
      'cup 2-!-0.png': photo(1),
      'cup 2-!-1.png': photo(2),
    };
    expect(paths(zip(files), 'project.tm')).toEqual([
      'cup/cup-!-0.png',
      'cup 2/cup 2-!-0.png',
      'cup 2/cup 2-!-1.png',
    ]);
    // A damaged manifest leaves the folders.
    expect(paths(zip({'manifest.json': strToU8('{'), 'cup/0.png': photo(0)}), 'project.tm')).toEqual([
      'cup/0.png',
    ]);
  });

  it('skips what operating systems add', () => {
    expect(
      paths(zip({'cat/0.jpg': photo(0), '__MACOSX/cat/._0.jpg': photo(1), 'cat/.1.jpg': photo(2)}), 'a.zip'),
    ).toEqual(['cat/0.jpg']);
  });

  it.each(['../0.jpg', 'cat/../../0.jpg', '/etc/0.jpg', 'C:/0.jpg', '..\\0.jpg', '../notes.txt'])(
    'does not open a zip whose entry %s leads out of it',
    path => {
      expect(() => photosInZip(zip({'cat/0.jpg': photo(0), [path]: photo(1)}), 'bad.zip')).toThrow(
        `bad.zip is not opened: its entry ${path} leads out of the zip.`,
      );
    },
  );

  it('does not unpack more bytes than the limit, in nested zips neither', () => {
    const limits = {entries: 100, bytes: 50_000};
    const bomb = zipSync({'a/0.bmp': new Uint8Array(30_000), 'a/1.bmp': new Uint8Array(30_000)}, {level: 9});
    expect(bomb.length).toBeLessThan(500);
    const message = 'bomb.zip is not opened: its photos would take more than 0 MB.';
    expect(() => photosInZip(bomb, 'bomb.zip', limits)).toThrow(message);
    expect(() => photosInZip(zip({'bomb.zip': bomb}), 'a.zip', limits)).toThrow(message);
    const half = (): Uint8Array => zipSync({'0.bmp': new Uint8Array(30_000)}, {level: 9});
    expect(photosInZip(zip({'a.zip': half()}), 'one.zip', limits).photos.length).toBe(1);
    expect(() => photosInZip(zip({'a.zip': half(), 'bomb.zip': half()}), 'two.zip', limits)).toThrow(message);
  });

  it('counts bytes that several entries share, and sizes that are lies, with each entry', () => {
    const names = Array.from({length: 8}, (_, at) => `a/${at}.bmp`);
    const bytes = zip(Object.fromEntries(names.map(name => [name, new Uint8Array(10_000)])));
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 46 < bytes.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50) {
        // No bytes, says the zip; and every entry has those of the first.
        view.setUint32(at + 24, 0, true);
        view.setUint32(at + 42, 0, true);
      }
    }
    expect(() => photosInZip(bytes, 'bomb.zip', {entries: 100, bytes: 50_000})).toThrow(
      /would take more than/,
    );
  });

  it('opens zips in a zip once, so that a zip that contains itself ends', () => {
    let bytes = zip({'0.jpg': photo(0)});
    for (let depth = 0; depth < 3; depth++) {
      bytes = zip({'inner.zip': bytes, 'cat/0.jpg': photo(depth)});
    }
    expect(photosInZip(bytes, 'a.zip').photos.length).toBe(2);
  });

  it('refuses more entries than the limit', () => {
    const many = Object.fromEntries(Array.from({length: 30}, (_, at) => [`${at}.txt`, photo(at)]));
    expect(() => photosInZip(zip(many), 'many.zip', {entries: 20, bytes: 1000})).toThrow(
      'many.zip is not opened: it has more than 20 entries.',
    );
  });

  it('reports a photo whose size in the zip is a lie, and unpacks no more than that size', () => {
    const bytes = zipSync({'a/0.bmp': new Uint8Array(1e6), 'a/1.jpg': photo(1)}, {level: 9});
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 28 < bytes.length; at++) {
      // The uncompressed size in the central directory, which fflate and this reader read.
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 1e6) {
        view.setUint32(at + 24, 10, true);
      }
    }
    const {photos, problems} = photosInZip(bytes, 'liar.zip', {entries: 10, bytes: 1000});
    expect(photos.map(({path}) => path)).toEqual(['a/1.jpg']);
    expect(problems).toEqual(['0.bmp in liar.zip is damaged.']);
  });

  it('reports a zip that is damaged, has no photos, or is a model', () => {
    const whole = zip({'cat/0.jpg': photo(0)});
    for (const bytes of [new Uint8Array(0), strToU8('no zip'), whole.subarray(0, whole.length - 30)]) {
      expect(() => photosInZip(bytes, 'a.zip')).toThrow('a.zip is not a zip file, or it is damaged.');
    }
    expect(() => photosInZip(zip({'notes.txt': photo(0)}), 'a.zip')).toThrow('a.zip contains no photos.');
    expect(() => photosInZip(zip({'model.json': photo(0), 'weights.bin': photo(1)}), 'model.zip')).toThrow(
      'model.zip contains a trained network and no photos.',
    );
    const flipped = whole.slice();
    flipped[flipped.indexOf('p'.charCodeAt(0), 39)] = 0;
    expect(photosInZip(flipped, 'a.zip')).toEqual(
      expect.objectContaining({photos: [], problems: ['0.jpg in a.zip is damaged.']}),
    );
  });
});
