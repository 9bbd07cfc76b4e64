import type {ConvolutionShape} from '../../../convolution-shape';
import type {ConvolutionTensors} from './convolution';
import type {WasmHost} from '../host/wasm-host';
import type {Activation} from '../product/product';
import {tileGrid, type TileGrid, type WinogradPlan} from './winograd-plan';

/** Floats of transformed tiles that the filter gradient holds at a time: 20 MB, which the last cache holds. */
const TILE_FLOATS = 5e6;
const ACTIVATIONS: readonly Activation[] = ['linear', 'relu', 'relu6'];

/** The fields of `Winograd` in native/wasm/winograd.h. */
interface Call {
  shape: ConvolutionShape;
  grid: TileGrid;
  turned?: boolean;
  units?: number;
  x?: number;
  w?: number;
  y?: number;
  transformed?: number;
  weightRow?: number;
  bias?: number;
  activation?: Activation;
  block?: number;
  first?: number;
  count?: number;
  data?: number;
  gradient?: number;
  products?: number;
}

/** y = x ∗ w (+ bias, activation). */
export function winogradConvolve(
  host: WasmHost,
  plan: WinogradPlan,
  {x, w, y}: ConvolutionTensors,
  {bias = 0, activation = 'linear'}: {bias?: number | undefined; activation?: Activation} = {},
): void {
  const {shape, grid} = plan;
  const image = plan.wide === undefined ? x : spaceToDepth(host, plan, x);
  const weights = plan.wide === undefined ? w : squareTaps(host, plan, w, false);
  pass(host, plan, {shape, grid, x: image, w: weights, y, weightRow: shape.filters, bias, activation});
}

/** dx, which stands in x, from dy, which stands in y; not for a plan with space-to-depth. */
export function winogradInputGradient(
  host: WasmHost,
  plan: WinogradPlan,
  {x, w, y}: ConvolutionTensors,
): void {
  const {shape, size, grid} = plan;
  const turned = {
    ...shape,
    height: shape.outHeight,
    width: shape.outWidth,
    channels: shape.filters,
    outHeight: shape.height,
    outWidth: shape.width,
    filters: shape.channels,
    top: shape.kernelHeight - 1 - shape.top,
    left: shape.kernelWidth - 1 - shape.left,
  };
  pass(host, plan, {
    shape: turned,
    grid: tileGrid(turned, size, grid.mosaicY),
    turned: true,
    x: y,
    w,
    y: x,
    weightRow: shape.filters,
  });
}

/** dw from x and dy, which stands in y. Tiles are taken block after block, so that their transforms fit in 20 MB. */
export function winogradFilterGradient(
  host: WasmHost,
  plan: WinogradPlan,
  {x, w, y}: ConvolutionTensors,
): void {
  const {shape, size, grid} = plan;
  const {groups} = shape;
  const [channels, filters] = [shape.channels / groups, shape.filters / groups];
  const positions = (size.m + size.r - 1) ** 2;
  const most = Math.max(32, Math.floor(TILE_FLOATS / (positions * groups * (channels + filters))));
  const block = Math.ceil(grid.tiles / Math.ceil(grid.tiles / most) / 8) * 8;
  const dataGroup = positions * (channels * block + 16);
  const gradientGroup = positions * (filters * block + 16);
  const productsGroup = positions * (channels * filters + 16);
  const data = host.arena('winograd', groups * (dataGroup + gradientGroup + productsGroup));
  const gradient = data + 4 * groups * dataGroup;
  const products = gradient + 4 * groups * gradientGroup;
  const image = plan.wide === undefined ? x : spaceToDepth(host, plan, x);
  const taps = plan.wide === undefined ? w : host.arena('taps', 9 * shape.channels * shape.filters);
  const call = {shape, grid, x: image, y, block, data, gradient, products};
  for (let first = 0; first < grid.tiles; first += block) {
    const count = Math.min(block, grid.tiles - first);
    const step = {...call, first, count};
    run(host, plan, 'gradient_tiles', groups * Math.ceil(count / 8), step);
    run(host, plan, 'gradient_products', groups * positions, step);
  }
  const last = {...call, w: taps, weightRow: shape.filters};
  run(host, plan, 'gradient_taps', groups * Math.ceil(channels / 8), last);
  if (plan.wide !== undefined) {
    squareTaps(host, plan, w, true);
  }
}

/** Weights into the frequency domain, then tiles. */
function pass(host: WasmHost, plan: WinogradPlan, call: Call): void {
  const {shape, grid} = call;
  const {groups} = shape;
  const [channels, filters] = [shape.channels / groups, shape.filters / groups];
  const {m, r} = plan.size;
  const block = evenBlock(grid.tiles, plan.size.block);
  const positions = (m + r - 1) ** 2;
  const transformed = host.arena('winograd', groups * positions * (channels * filters + 16));
  run(host, plan, 'weights', (groups * filters) / 8, {...call, transformed});
  const scratch = (block / 4) * positions * (4 * (channels + filters) + 32) + filters;
  const units = groups * Math.ceil(grid.tiles / block);
  run(host, plan, 'convolve', units, {...call, transformed, block}, scratch);
}

/**
 * Tiles of a unit, so that few units are equal parts, and a number of them that two and four threads share evenly: nine
 * units take two threads as long as ten.
 */
export function evenBlock(tiles: number, usual: number): number {
  const units = Math.ceil(tiles / usual);
  const even = units < 3 || units > 16 ? units : 4 * Math.round(units / 4);
  return 4 * Math.ceil(tiles / even / 4);
}

function run(
  host: WasmHost,
  {size}: WinogradPlan,
  step: string,
  units: number,
  call: Call,
  scratch = 0,
): void {
  const {shape, grid} = call;
  const {groups} = shape;
  const [channels, filters] = [shape.channels / groups, shape.filters / groups];
  const positions = (size.m + size.r - 1) ** 2;
  const block = call.block ?? 0;
  host.run(
    `winograd_${step}_${size.name}`,
    units,
    [
      ...[shape.height, shape.width, channels, shape.channels],
      ...[shape.outHeight, shape.outWidth, filters, shape.filters, shape.top, shape.left],
      ...[grid.tilesY, grid.tilesX, grid.tiles, grid.pitchY, grid.pitchX, grid.mosaicY, grid.mosaicX],
      shape.batch,
      ...[groups, call.turned === true ? 1 : 0, units, call.x ?? 0, call.w ?? 0, call.y ?? 0],
      ...[call.transformed ?? 0, positions * (channels * filters + 16), call.weightRow ?? 0],
      ...[call.bias ?? 0, ACTIVATIONS.indexOf(call.activation ?? 'linear'), block],
      host.zeros(Math.max(channels, filters)),
      ...[call.first ?? 0, call.count ?? 0, call.data ?? 0, call.gradient ?? 0, call.products ?? 0],
      ...[positions * (channels * block + 16), positions * (filters * block + 16)],
      positions * (channels * filters + 16),
    ],
    {scratch},
  );
}

/** The image of squares of 4 × 4 pixels; the arena keeps it until the next. */
function spaceToDepth(host: WasmHost, {shape, wide = shape}: WinogradPlan, x: number): number {
  const {batch, height, width, channels} = shape;
  const squares = host.arena('squares', batch * height * width * channels);
  host.run('space_to_depth', batch * height, [
    ...[batch, wide.height, wide.width, wide.channels, height, width, wide.strideHeight],
    ...[wide.top, wide.left, x, squares],
  ]);
  return squares;
}

/** The weights of the squares from w, or w from them. */
function squareTaps(host: WasmHost, {shape, wide = shape}: WinogradPlan, w: number, back: boolean): number {
  const taps = host.arena('taps', 9 * shape.channels * shape.filters);
  const {kernelHeight, kernelWidth, channels, filters, strideHeight} = wide;
  host.run('square_taps', (3 * strideHeight) ** 2, [
    ...[back ? 1 : 0, kernelHeight, kernelWidth, channels, filters, strideHeight, w, taps],
  ]);
  return taps;
}
