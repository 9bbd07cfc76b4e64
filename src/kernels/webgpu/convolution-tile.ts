/** The parts of WGSL that the programs of a convolution share: what is constant, vectors of four, who computes what. */
import type {ConvolutionShape} from '../convolution-shape';
import type {Width} from './gpu-program';

/** Pixels of a tile. */
export const PIXELS = 4;

/** Returns the integers from 0 to `count` − 1. */
export const range = (count: number): number[] => Array.from({length: count}, (_, i) => i);

/** Returns the sizes of a convolution that are known when its code is compiled: all but the number of images. */
export function constantsOf(shape: ConvolutionShape): Record<string, number> {
  return {
    HEIGHT: shape.height,
    WIDTH: shape.width,
    CHANNELS: shape.channels,
    OUT_HEIGHT: shape.outHeight,
    OUT_WIDTH: shape.outWidth,
    FILTERS: shape.filters,
    KERNEL_HEIGHT: shape.kernelHeight,
    KERNEL_WIDTH: shape.kernelWidth,
    STRIDE_HEIGHT: shape.strideHeight,
    STRIDE_WIDTH: shape.strideWidth,
    DILATION_HEIGHT: shape.dilationHeight,
    DILATION_WIDTH: shape.dilationWidth,
    TOP: shape.top,
    LEFT: shape.left,
    GROUPS: shape.groups,
    C: shape.channels / shape.groups,
    O: shape.filters / shape.groups,
  };
}

/** A vector of these components. */
export const vector = (components: readonly string[]): string => `vec4<f32>(${components.join(', ')})`;

/** Declares a vector of four consecutive values of a row that ends at `end`, repeating the last where it ends sooner. */
export function loadFour(
  name: string,
  source: string,
  row: string,
  first: string,
  end: string,
  width: Width,
): string {
  return width === 4
    ? `let ${name} = ${source}[(${row} + ${first}) >> 2u];`
    : `let ${name} = ${vector(range(4).map(i => `${source}[${row} + min(${first} + ${i}, ${end} - 1)]`))};`;
}

/** Writes a vector of four to a row, up to its end. */
export function storeFour(value: string, row: string, first: string, end: string, width: Width): string {
  return width === 4
    ? `result[(${row} + ${first}) >> 2u] = ${value};`
    : range(4)
        .map(i => `if (${first} + ${i} < ${end}) { result[${row} + ${first} + ${i}] = ${value}[${i}]; }`)
        .join('\n');
}

/** Splits `index` into a block of pixels and, fastest, a block of a group's last axis: `group`, `block`, `pixel`. */
export function tileOf(lastAxis: string, blockLength: number): string {
  return `
    let blocks = (${lastAxis} + ${blockLength - 1}) / ${blockLength};
    let tile = index / (blocks * GROUPS);
    let inTile = index - tile * blocks * GROUPS;
    let group = inTile / blocks;
    let first = (inTile - group * blocks) * ${blockLength};`;
}
