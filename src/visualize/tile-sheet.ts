import {escapeHtml} from './html';

/** A line of text under a tile. */
export interface TileLine {
  text: string;
  /** Length of a bar under the line, as a fraction of the tile's width in [0, 1]. */
  share?: number;
  /** Default `plain`. */
  tone?: 'plain' | 'right' | 'wrong';
}

/** An image with lines of text under it. */
export interface Tile {
  /** The image as a `data:` address. */
  dataUrl: string;
  /** An overlay for the image. */
  overlayUrl?: string;
  lines?: readonly TileLine[];
  /** Whether to draw a frame: the others of the row are compared with this tile. */
  isFramed?: boolean;
}

const GAP = 12;
const LINE = 17;
const BAR = 4;
const FONT = 'DejaVu Sans, Helvetica, Arial, sans-serif';
const TONES = {plain: '#1b1c1e', right: '#1a7a4a', wrong: '#b3322b'};

/**
 * Draws tiles in rows, as in Figure 4 of the paper, as a self-contained SVG image on white.
 *
 * @param options `tilePx`: side of a tile; `hasText`: false omits the lines.
 */
export function tileSheet(
  rows: readonly (readonly Tile[])[],
  {tilePx = 150, hasText = true}: {tilePx?: number; hasText?: boolean} = {},
): string {
  const lineHeight = ({share}: TileLine): number => LINE + (share === undefined ? 0 : BAR + 2);
  const textHeight = ({lines = []}: Tile): number =>
    hasText ? lines.reduce((sum, line) => sum + lineHeight(line), lines.length > 0 ? 4 : 0) : 0;
  const heights = rows.map(row => tilePx + Math.max(0, ...row.map(textHeight)) + GAP);
  const width = GAP + Math.max(1, ...rows.map(row => row.length)) * (tilePx + GAP);
  const height = GAP + heights.reduce((sum, rowHeight) => sum + rowHeight, 0);
  const parts: string[] = [];
  let top = GAP;
  rows.forEach((row, r) => {
    row.forEach((tile, column) => {
      parts.push(drawTile(tile, GAP + column * (tilePx + GAP), top));
    });
    top += heights[r] ?? 0;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="12"><rect width="${width}" height="${height}" fill="#fff"/>${parts.join('')}</svg>`;

  function drawTile(tile: Tile, left: number, tileTop: number): string {
    const place = `x="${left}" y="${tileTop}" width="${tilePx}" height="${tilePx}"`;
    const image = (url: string): string =>
      `<image ${place} preserveAspectRatio="xMidYMid slice" href="${escapeHtml(url)}"/>`;
    let drawn = image(tile.dataUrl) + (tile.overlayUrl === undefined ? '' : image(tile.overlayUrl));
    if (tile.isFramed === true) {
      drawn += `<rect ${place} fill="none" stroke="#2563b8" stroke-width="4"/>`;
    }
    if (!hasText) {
      return drawn;
    }
    let y = tileTop + tilePx + 4;
    for (const line of tile.lines ?? []) {
      const {text, share, tone = 'plain'} = line;
      drawn += `<text x="${left}" y="${y + 12}" fill="${TONES[tone]}">${escapeHtml(shorten(text, tilePx))}</text>`;
      if (share !== undefined) {
        drawn += `<rect x="${left}" y="${y + LINE}" width="${(tilePx * Math.min(1, Math.max(0, share))).toFixed(1)}" height="${BAR}" fill="${TONES[tone]}" opacity="0.55"/>`;
      }
      y += lineHeight(line);
    }
    return drawn;
  }
}

/** Shortens a text to the characters that fit, at about seven pixels each. */
function shorten(text: string, px: number): string {
  const most = Math.max(4, Math.floor(px / 7));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
