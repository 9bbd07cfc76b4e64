import type {ConvolutionShape} from '../../../convolution-shape';

/** One of the sizes of native/wasm/winograd.c: m × m outputs from tiles for r × r taps. */
export interface WinogradSize {
  name: '43' | '53' | '45';
  m: number;
  r: number;
  /** Tiles of one unit of the forward pass: as many as fit into the L2 cache. */
  block: number;
}

/** Images side by side; see `Map` in native/wasm/winograd.h. */
export interface TileGrid {
  tilesY: number;
  tilesX: number;
  tiles: number;
  pitchY: number;
  pitchX: number;
  mosaicY: number;
  mosaicX: number;
}

/** Plan of a convolution by Winograd's method. */
export interface WinogradPlan {
  /** The convolution at stride 1: the requested one, or the one after space-to-depth. */
  shape: ConvolutionShape;
  size: WinogradSize;
  grid: TileGrid;
  /** Set if the requested convolution has stride 4 and a kernel of 9 to 12. */
  wide?: ConvolutionShape;
}

const SIZES: readonly WinogradSize[] = [
  {name: '43', m: 4, r: 3, block: 48},
  {name: '53', m: 5, r: 3, block: 48},
  {name: '45', m: 4, r: 5, block: 16},
];
/** F(5, 3) has twice the rounding error of F(4, 3): it must be worth that. */
const LARGER_ERROR = 1.1;
/** Below, the transforms cost more than the products that they save. */
const LEAST_CHANNELS = 12;
const LEAST_TILES = 16;
/** Multiplications for one image; below, the direct method takes so little time that it may keep its smaller error. */
const LEAST_PRODUCTS = 2e6;
/** Cost of the transform of the weights, in tiles: with one small image it is most of the work. */
const WEIGHTS_AS_TILES = 16;
/** Images along one axis of a mosaic. */
const MOSAICS = [1, 2, 3, 4];
/** The stride that space-to-depth removes, and the kernel that it leaves. */
const SQUARE = 4;
const SQUARES = 3;

/** Whether a convolution is large enough that the time which Winograd's method saves is worth its larger error. */
export function isWorthwhile({outHeight, outWidth, filters, groups, ...rest}: ConvolutionShape): boolean {
  const taps = (rest.kernelHeight * rest.kernelWidth * rest.channels) / groups;
  return outHeight * outWidth * filters * taps >= LEAST_PRODUCTS;
}

/** The plan for this shape, or undefined where the direct method is the right one. */
export function planWinograd(shape: ConvolutionShape): WinogradPlan | undefined {
  const wide = isWide(shape) ? shape : undefined;
  const inner = wide === undefined ? shape : squaresOf(wide);
  const {kernelHeight, kernelWidth, strideHeight, strideWidth, groups} = inner;
  const [channels, filters] = [inner.channels / groups, inner.filters / groups];
  const fits =
    kernelHeight === kernelWidth &&
    strideHeight * strideWidth * inner.dilationHeight * inner.dilationWidth === 1 &&
    channels % 8 === 0 &&
    filters % 8 === 0 &&
    (channels * filters) / (channels + filters) >= LEAST_CHANNELS &&
    Math.max(inner.top, inner.left) < kernelHeight &&
    inner.outHeight <= inner.height + kernelHeight - 1 &&
    inner.outWidth <= inner.width + kernelHeight - 1;
  if (!fits) {
    return undefined;
  }
  let best: WinogradPlan | undefined;
  let least = 0.7 * kernelHeight ** 2 * inner.batch * inner.outHeight * inner.outWidth;
  for (const size of SIZES.filter(({r}) => r === kernelHeight)) {
    // A mosaic serves to reach the sizes that F(4, 3) divides; F(5, 3) has the larger error and is for those it cannot.
    for (const mosaic of canJoin(inner) && size.name !== '53' ? MOSAICS : [1]) {
      const grid = tileGrid(inner, size, mosaic);
      const cost =
        (grid.tiles + WEIGHTS_AS_TILES) *
        (size.m + size.r - 1) ** 2 *
        (size.name === '53' ? LARGER_ERROR : 1);
      if (cost < least && grid.tiles >= LEAST_TILES) {
        least = cost;
        best = {shape: inner, size, grid, ...(wide === undefined ? {} : {wide})};
      }
    }
  }
  return best;
}

/** The tiles that cover the output of a convolution, or that of another of the same batch (the input gradient). */
export function tileGrid(shape: ConvolutionShape, {m}: {m: number}, mosaic: number): TileGrid {
  const pitchY = shape.height + shape.top;
  const pitchX = shape.width + shape.left;
  const cover = (length: number, pitch: number): number =>
    Math.ceil((mosaic === 1 ? length : (mosaic - 1) * pitch + length) / m);
  const tilesY = cover(shape.outHeight, pitchY);
  const tilesX = cover(shape.outWidth, pitchX);
  const tiles = tilesY * tilesX * Math.ceil(shape.batch / mosaic ** 2);
  // Without neighbors nothing may be found beyond the image.
  const alone = 1 << 24;
  return {
    tilesY,
    tilesX,
    tiles,
    pitchY: mosaic === 1 ? alone : pitchY,
    pitchX: mosaic === 1 ? alone : pitchX,
    mosaicY: mosaic,
    mosaicX: mosaic,
  };
}

/** Whether the zeros between two images serve both: a map of the same size out, the same border on each side. */
function canJoin({height, width, outHeight, outWidth, top, left, kernelHeight}: ConvolutionShape): boolean {
  const border = (kernelHeight - 1) / 2;
  return height === outHeight && width === outWidth && top === border && left === border;
}

function isWide({strideHeight, strideWidth, kernelHeight, kernelWidth, ...rest}: ConvolutionShape): boolean {
  const wide = (kernel: number): boolean => Math.ceil(kernel / SQUARE) === SQUARES;
  return (
    strideHeight === SQUARE &&
    strideWidth === SQUARE &&
    wide(kernelHeight) &&
    wide(kernelWidth) &&
    rest.groups * rest.dilationHeight * rest.dilationWidth === 1
  );
}

/** The same convolution on an image of squares of 4 × 4 pixels. */
function squaresOf(shape: ConvolutionShape): ConvolutionShape {
  return {
    ...shape,
    height: shape.outHeight + SQUARES - 1,
    width: shape.outWidth + SQUARES - 1,
    channels: SQUARE * SQUARE * shape.channels,
    kernelHeight: SQUARES,
    kernelWidth: SQUARES,
    strideHeight: 1,
    strideWidth: 1,
    top: 0,
    left: 0,
  };
}
