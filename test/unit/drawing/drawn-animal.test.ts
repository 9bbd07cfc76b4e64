import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {drawAnimal, type AnimalKind, type AnimalLook} from '../../../src/drawing/drawn-animal';

const LOOK: AnimalLook = {
  fur: [200, 140, 80],
  second: [90, 60, 40],
  light: [240, 220, 200],
  iris: [120, 200, 110],
  line: [40, 30, 20],
  skin: [0, 255, 0],
  accent: [255, 0, 255],
  markings: 'none',
  wears: 'nothing',
  pose: 'head',
  tiltDeg: 0,
  strokeWidth: 1.5,
};

/** Bytes [160, 160, 3] of the animal on white; its head is at (80, 60). */
async function pixelsOf(
  kind: AnimalKind,
  look: Partial<AnimalLook> = {},
  seed = 1,
): Promise<(x: number, y: number) => number[]> {
  const animal = drawAnimal(kind, {...LOOK, ...look}, RandomStream.derive(seed));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160"><rect width="160" height="160" fill="#fff"/><g transform="translate(80 60)">${animal}</g></svg>`;
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  return (x, y) => [...data.subarray(3 * (160 * (60 + y) + 80 + x), 3 * (160 * (60 + y) + 80 + x) + 3)];
}

const WHITE = [255, 255, 255];

describe('drawAnimal', () => {
  it('draws pointed ears above the head of a cat, where a dog has none', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const [cat, dog] = [await pixelsOf('cat', {}, seed), await pixelsOf('dog', {}, seed)];
      for (const side of [-1, 1]) {
        expect(cat(22 * side, -34)).not.toEqual(WHITE);
        expect(dog(22 * side, -34)).toEqual(WHITE);
      }
    }
  });

  it('draws ears that hang beside the head of a dog, where a cat has none', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const [cat, dog] = [await pixelsOf('cat', {}, seed), await pixelsOf('dog', {}, seed)];
      for (const side of [-1, 1]) {
        expect(dog(33 * side, 18)).toEqual([...LOOK.second]);
        expect(cat(37 * side, -6)).toEqual(WHITE);
        expect(dog(34 * side, -4)).toEqual([...LOOK.second]);
      }
    }
  });

  it('draws the same twice from the same stream, and another animal from another', () => {
    const draw = (seed: number): string => drawAnimal('dog', LOOK, RandomStream.derive(seed));
    expect(draw(3)).toBe(draw(3));
    expect(draw(3)).not.toBe(draw(4));
  });

  it.each(['cat', 'dog'] as const)(
    'draws the body of a %s in every pose except the head alone',
    async kind => {
      expect((await pixelsOf(kind))(0, 60)).toEqual(WHITE);
      expect((await pixelsOf(kind, {pose: 'bust'}))(0, 60)).toEqual([...LOOK.light]);
      expect((await pixelsOf(kind, {pose: 'sitting'}))(0, 60)).toEqual([...LOOK.light]);
    },
  );

  it.each(['patch', 'stripes', 'spots', 'blaze'] as const)('draws %s on both kinds', markings => {
    for (const kind of ['cat', 'dog'] as const) {
      const color = `rgb(${LOOK.second.join(',')})`;
      const count = (svg: string): number => svg.split(color).length;
      const marked = drawAnimal(kind, {...LOOK, markings}, RandomStream.derive(1));
      expect(count(marked)).toBeGreaterThan(count(drawAnimal(kind, LOOK, RandomStream.derive(1))));
    }
  });

  it.each(['collar', 'bow', 'hat', 'scarf'] as const)('dresses both kinds in a %s', wears => {
    for (const kind of ['cat', 'dog'] as const) {
      const look = {...LOOK, pose: 'bust', wears} as const;
      expect(drawAnimal(kind, look, RandomStream.derive(1))).toContain('rgb(255,0,255)');
      expect(drawAnimal(kind, {...look, wears: 'nothing'}, RandomStream.derive(1))).not.toContain(
        'rgb(255,0,255)',
      );
    }
  });
});
