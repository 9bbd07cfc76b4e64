import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {drawScene, sceneStream} from '../../../src/drawing/drawn-scene';

/** The image at a hundredth of its pixels: mean colors of 10 × 10 blocks. */
async function thumbnail(kind: 'cat' | 'dog', index: number): Promise<number[]> {
  const svg = drawScene(kind, sceneStream(1, index), 100);
  return [
    ...(await sharp(Buffer.from(svg)).removeAlpha().resize(10, 10, {kernel: 'linear'}).raw().toBuffer()),
  ];
}

describe('drawScene', () => {
  it('is the same for the same stream and differs between images, seeds and kinds', () => {
    const draw = (seed: number, index: number, kind: 'cat' | 'dog' = 'cat'): string =>
      drawScene(kind, sceneStream(seed, index), 96);
    expect(draw(1, 5)).toBe(draw(1, 5));
    expect(new Set([draw(1, 5), draw(1, 6), draw(2, 5), draw(1, 5, 'dog')]).size).toBe(4);
  });

  it('draws the two kinds with the same background, things, place and light: all but the animal', () => {
    for (let index = 0; index < 30; index++) {
      const [cat, dog] = (['cat', 'dog'] as const).map(kind => drawScene(kind, sceneStream(1, index), 96));
      // The animal's group is the last that is placed by two scales.
      const place = /<g transform="translate\([^)]*\) rotate\([^)]*\) scale\(\S+ \S+\)">/;
      const before = cat!.slice(0, cat!.search(place) + place.exec(cat!)![0].length);
      const light = cat!.slice(cat!.lastIndexOf('</g><rect'));
      expect(dog!.startsWith(before) && dog!.endsWith(light)).toBe(true);
      expect(dog).not.toBe(cat);
    }
  });

  it('is as large as asked and the same drawing at any size', () => {
    const [small, large] = [32, 256].map(size => drawScene('cat', RandomStream.derive(1), size));
    expect(small).toContain('width="32" height="32" viewBox="0 0 100 100"');
    expect(small!.replaceAll('"32"', '"256"')).toBe(large);
  });

  it('leaves mean colors that do not tell the kinds apart', async () => {
    const count = 60;
    const sums = {cat: new Float64Array(300), dog: new Float64Array(300)};
    for (const kind of ['cat', 'dog'] as const) {
      for (let index = 0; index < count; index++) {
        (await thumbnail(kind, index)).forEach(
          (value, p) => (sums[kind][p] = sums[kind][p]! + value / count),
        );
      }
    }
    const differences = sums.cat.map((value, p) => Math.abs(value - sums.dog[p]!));
    // A block deviates by about 60 levels from image to image.
    expect(Math.max(...differences)).toBeLessThan(40);
  });
});
