import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {tileSheet, type Tile} from '../../../src/visualize/tile-sheet';

const color = async (r: number, g: number, b: number): Promise<string> => {
  const png = await sharp({create: {width: 8, height: 8, channels: 3, background: {r, g, b}}})
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
};

async function pixels(svg: string): Promise<{at: (x: number, y: number) => number[]; size: number[]}> {
  const {data, info} = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({resolveWithObject: true});
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return {at, size: [info.width, info.height]};
}

describe('tileSheet', () => {
  it('puts tiles side by side and rows one below the other', async () => {
    const [red, green, blue] = [await color(255, 0, 0), await color(0, 255, 0), await color(0, 0, 255)];
    const rows: Tile[][] = [[{dataUrl: red}, {dataUrl: green}], [{dataUrl: blue}]];
    const {at, size} = await pixels(tileSheet(rows, {tilePx: 50}));
    expect(size).toEqual([12 + 2 * 62, 12 + 2 * 62]);
    expect([at(37, 37), at(99, 37), at(37, 99), at(99, 99)]).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
    ]);
  });

  it('draws the overlay over the image', async () => {
    const tile = {dataUrl: await color(255, 0, 0), overlayUrl: await color(0, 0, 255)};
    expect((await pixels(tileSheet([[tile]], {tilePx: 50}))).at(37, 37)).toEqual([0, 0, 255]);
  });

  it('draws a bar as long as its fraction, and makes room for the lines', async () => {
    const tile = {dataUrl: await color(9, 9, 9), lines: [{text: '', share: 0.5}]};
    const {at, size} = await pixels(tileSheet([[tile]], {tilePx: 100}));
    expect(size[1]).toBe(12 + 100 + 4 + 17 + 6 + 12);
    const bar = 12 + 100 + 4 + 17 + 2;
    expect(at(60, bar)).not.toEqual([255, 255, 255]);
    expect(at(64, bar)).toEqual([255, 255, 255]);
  });

  it('escapes texts and shortens those that do not fit', () => {
    const svg = tileSheet([[{dataUrl: 'data:,', lines: [{text: '<script>'}, {text: 'x'.repeat(99)}]}]]);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('<script');
    expect(svg).toContain(`${'x'.repeat(20)}…<`);
  });

  it('leaves the lines out where there is no font', () => {
    const tile = {dataUrl: 'data:,', lines: [{text: 'cat'}]};
    expect(tileSheet([[tile]], {hasText: false})).not.toContain('cat');
  });
});
