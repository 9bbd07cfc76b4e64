import {checksFor} from '../core/check';

/** An image with transparency: 4 bytes a pixel (red, green, blue, opacity), rows first. */
export interface RgbaPicture {
  /** Pixels per row. */
  width: number;
  /** Rows. */
  height: number;
  /** width · height · 4 bytes. */
  data: Uint8Array;
}

/** The kernel of a convolution as numbers: [height, width, channels, filters], as tfjs stores it. */
export interface FilterKernel {
  /** [height, width, channels, filters]. */
  shape: readonly number[];
  /** The values, rows first. */
  data: ArrayLike<number>;
}

/** Options of {@link drawFilterGrid}. */
export interface FilterGridOptions {
  /** Filters per row. Default: the largest divisor of their number up to 16 (16 for AlexNet's 96), if 6 or more. */
  columns?: number;
  /** Screen pixels per weight. ≥ 1. Default 4. */
  scale?: number;
  /** Transparent pixels between filters. ≥ 0. Default 2. */
  gapPx?: number;
  /** `filter`: every filter uses the whole range; `all`: one range for all, so that dead filters look dead. Default `filter`. */
  contrast?: 'filter' | 'all';
  /** Order of the kernel's input channels. Default `rgb`. */
  channelOrder?: 'rgb' | 'bgr';
  /** Color of 0: `gray` for weights, which have both signs; `black` for activations, where below 0 is black too. Default `gray`. */
  zero?: 'gray' | 'black';
}

/**
 * Draws the filters of a convolution side by side, as in Figure 3 of the paper: 0 becomes middle gray, the largest
 * magnitude full intensity.
 *
 *     byte = 127.5 + 127.5 · w / max|w|          or, with zero = 'black', 255 · w / max|w|
 *
 * Three input channels are shown as color; with any other number each pair of channel and filter is a gray tile.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), Figure 3.
 */
export function drawFilterGrid(kernel: FilterKernel, options: FilterGridOptions = {}): RgbaPicture {
  const check = checksFor('drawFilterGrid');
  const {scale = 4, gapPx = 2, contrast = 'filter', channelOrder = 'rgb', zero = 'gray'} = options;
  const [middle, amplitude] = zero === 'gray' ? [127.5, 127.5] : [0, 255];
  check.integer('scale', scale, 1);
  check.integer('gapPx', gapPx, 0);
  const [height, width, channels, filters] = [0, 1, 2, 3].map(axis =>
    check.integer(`kernel.shape[${axis}]`, kernel.shape[axis], 1),
  ) as [number, number, number, number];
  check.integer('kernel.data.length', kernel.data.length, height * width * channels * filters);

  const isColor = channels === 3;
  const tiles = isColor ? filters : channels * filters;
  const columns = check.integer('columns', options.columns ?? defaultColumns(tiles), 1);
  const rows = Math.ceil(tiles / columns);
  const stepX = width * scale + gapPx;
  const stepY = height * scale + gapPx;
  const picture = {
    width: Math.min(columns, tiles) * stepX - gapPx,
    height: rows * stepY - gapPx,
    data: new Uint8Array(0),
  };
  picture.data = new Uint8Array(picture.width * picture.height * 4);

  const weight = (y: number, x: number, channel: number, filter: number): number =>
    kernel.data[((y * width + x) * channels + channel) * filters + filter] ?? 0;
  const rangeOfAll = contrast === 'all' ? largestMagnitude(kernel.data) : 0;
  const range = (filter: number, only: readonly number[]): number => {
    let largest = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (const channel of only) {
          largest = Math.max(largest, finiteMagnitude(weight(y, x, channel, filter)));
        }
      }
    }
    return largest;
  };

  for (let tile = 0; tile < tiles; tile++) {
    const filter = isColor ? tile : Math.floor(tile / channels);
    const gray = tile % channels;
    const shown = !isColor ? [gray, gray, gray] : channelOrder === 'rgb' ? [0, 1, 2] : [2, 1, 0];
    const largest = contrast === 'all' ? rangeOfAll : range(filter, shown);
    const left = (tile % columns) * stepX;
    const top = Math.floor(tile / columns) * stepY;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const at = ((top + y) * picture.width + left + x) * 4;
        shown.forEach((channel, i) => {
          const value = weight(Math.floor(y / scale), Math.floor(x / scale), channel, filter);
          picture.data[at + i] = toByte(
            largest === 0 ? middle : middle + (amplitude * value) / largest,
            middle,
          );
        });
        picture.data[at + 3] = 255;
      }
    }
  }
  return picture;
}

function defaultColumns(tiles: number): number {
  for (let columns = 16; columns >= 6; columns--) {
    if (tiles % columns === 0) {
      return columns;
    }
  }
  return Math.min(16, tiles);
}

/** Returns the magnitude of a finite value, else 0, so that one NaN or infinity does not hide all other weights. */
function finiteMagnitude(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0;
}

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, finiteMagnitude(values[i] ?? 0));
  }
  return largest;
}

/** Returns the byte of a value; NaN and infinity are drawn as 0 is. */
function toByte(value: number, zero: number): number {
  return Math.max(0, Math.min(255, Math.round(Number.isFinite(value) ? value : zero)));
}
