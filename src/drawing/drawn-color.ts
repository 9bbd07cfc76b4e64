import type {RandomStream} from '../core/random';

/** Red, green and blue, 0–255. */
export type Color = readonly [number, number, number];

/** Returns the color as SVG writes it: `rgb(255,128,0)`. */
export function rgb(color: Color): string {
  return `rgb(${color.map(value => Math.round(value)).join(',')})`;
}

/** Returns a darker color for a factor below 1 (0 is black), a lighter one above it (2 is white). */
export function shade([red, green, blue]: Color, factor: number): Color {
  const one = (value: number): number =>
    factor <= 1 ? value * Math.max(0, factor) : value + (255 - value) * Math.min(1, factor - 1);
  return [one(red), one(green), one(blue)];
}

/** Returns the perceived brightness, 0–255 (Rec. 601). */
export function brightness([red, green, blue]: Color): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Draws a color of a palette, each channel moved by up to `spread` levels. */
export function pickColor(palette: readonly Color[], random: RandomStream, spread = 18): Color {
  const [red, green, blue] = palette[random.integer(palette.length)] ?? [128, 128, 128];
  const moved = (value: number): number =>
    Math.min(255, Math.max(0, value + spread * (2 * random.uniform() - 1)));
  return [moved(red), moved(green), moved(blue)];
}
