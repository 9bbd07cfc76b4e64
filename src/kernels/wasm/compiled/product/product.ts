import type {WasmHost} from '../host/wasm-host';
import {isThin, runThinProduct} from './thin-product';

/** A matrix product for native/wasm/product.c; fields have the names and meanings that they have there. */
export interface Product {
  rows: number;
  columns: number;
  depth: number;
  groups?: number;
  a: number;
  aKind?: 'matrix' | 'windows' | 'windows transposed';
  aRow: number;
  aColumn?: number;
  aGroup?: number;
  b: number;
  /** Floats from tap to tap where b is weights. */
  bTap?: number;
  bRow: number;
  bColumn: number;
  bGroup?: number;
  c: number;
  cRow: number;
  cGroup?: number;
  /** Floats of c as a whole, so that sums of great depth may be split; without it they are not. */
  cSize?: number;
  bias?: number | undefined;
  biasGroup?: number;
  activation?: Activation | undefined;
  image?: ProductImage;
  scatter?: ProductScatter | undefined;
}

/** Operations after a product in the same pass. */
export type Activation = 'linear' | 'relu' | 'relu6';
const ACTIVATIONS: readonly Activation[] = ['linear', 'relu', 'relu6'];

/** The activations that the kernels have; others are left to the stock kernels. */
export function isCompiledActivation(name: string): name is Activation {
  return (ACTIVATIONS as readonly string[]).includes(name);
}

/** The image whose windows are the rows of a product. */
export interface ProductImage {
  height: number;
  width: number;
  channels: number;
  /** dy, dx and place in the weights of each tap. */
  taps: readonly (readonly [dy: number, dx: number, place: number])[];
  gridHeight: number;
  gridWidth: number;
  stepY: number;
  stepX: number;
  /** No window leaves the image. */
  inside: boolean;
}

/** Position of the rows of c in an image. */
export interface ProductScatter {
  outHeight: number;
  outWidth: number;
  stepY: number;
  stepX: number;
  y: number;
  x: number;
}

/** Blocks of native/wasm/product.c. */
const ROWS = 128;
const DEPTH = 256;
const COLUMNS = 512;
/** Pieces of work that let a late thread still help; more would pack the same values again and again. */
const ENOUGH_UNITS = 16;
/** Multiply-adds below which no thread is woken: about 20 microseconds. */
const SMALL = 5e5;

/** Computes a product. How it is cut depends on its shape alone, so that the result does not depend on the threads. */
export function runProduct(host: WasmHost, product: Product): void {
  if (isPlainMatrix(product) && isThin(product)) {
    runThinProduct(host, {
      ...product,
      aColumn: product.aColumn ?? 1,
      bias: product.bias ?? 0,
      activation: ACTIVATIONS.indexOf(product.activation ?? 'linear'),
    });
    return;
  }
  const {rows, columns, depth, groups = 1, image, scatter} = product;
  const {blockRows, blockColumns, splits, units} = cut(product);
  const parts = splits > 1 ? host.arena('parts', splits * (product.cSize ?? 0)) : 0;
  const tap = image === undefined ? 0 : host.table('taps', image.taps.flat());
  const zeros = image === undefined ? 0 : host.zeros(image.channels);
  const kind = ['matrix', 'windows', 'windows transposed'].indexOf(product.aKind ?? 'matrix');
  const args = [
    ...[rows, columns, depth, groups, splits, blockRows, blockColumns],
    ...[kind, product.a, product.aRow, product.aColumn ?? 1, product.aGroup ?? 0],
    ...[product.bTap === undefined ? 0 : 1, product.b, product.bRow, product.bColumn, product.bGroup ?? 0],
    product.bTap ?? 0,
    ...[splits > 1 ? parts : product.c, product.cRow, product.cGroup ?? 0, product.cSize ?? 0],
    ...[product.bias ?? 0, product.biasGroup ?? 0, ACTIVATIONS.indexOf(product.activation ?? 'linear')],
    ...[image?.height ?? 0, image?.width ?? 0, image?.channels ?? 1, image?.taps.length ?? 0, tap],
    ...[image?.gridHeight ?? 1, image?.gridWidth ?? 1, image?.stepY ?? 1, image?.stepX ?? 1],
    ...[image?.inside === true ? 1 : 0, zeros],
    scatter === undefined ? 0 : 1,
    ...[scatter?.outHeight ?? 0, scatter?.outWidth ?? 0, scatter?.stepY ?? 1, scatter?.stepX ?? 1],
    ...[scatter?.y ?? 0, scatter?.x ?? 0],
  ];
  host.run('product', units, args, {
    scratch: ROWS * DEPTH + (COLUMNS / 8) * (8 * DEPTH + 16),
    alone: rows * columns * depth * groups < SMALL,
  });
  if (splits > 1) {
    sumParts(host, {count: product.cSize ?? 0, parts: splits, part: parts, y: product.c});
  }
}

/** One product of two matrices, the rows of the second and of the result without gaps. */
function isPlainMatrix({aKind, bTap, groups = 1, bColumn, columns, cRow, scatter}: Product): boolean {
  return (
    (aKind ?? 'matrix') === 'matrix' &&
    bTap === undefined &&
    groups === 1 &&
    bColumn === 1 &&
    cRow === columns &&
    scatter === undefined
  );
}

/** y[i] = Σ part[s · count + i] over s, in order. */
export function sumParts(
  host: WasmHost,
  {count, parts, part, y}: {count: number; parts: number; part: number; y: number},
): void {
  const units = Math.max(1, Math.min(64, Math.ceil(count / 4096)));
  host.run('sum_parts', units, [count, units, parts, part, y], {alone: count * parts < 65536});
}

function cut(product: Product): {
  blockRows: number;
  blockColumns: number;
  splits: number;
  units: number;
} {
  const {rows, columns, depth, groups = 1} = product;
  let blockRows = 2 * ROWS;
  let blockColumns = Math.min(COLUMNS, Math.ceil(columns / 8) * 8);
  const count = (): number =>
    groups * Math.max(1, Math.ceil(rows / blockRows)) * Math.max(1, Math.ceil(columns / blockColumns));
  while (count() < ENOUGH_UNITS && blockRows > 64 && rows > blockRows / 2) {
    blockRows /= 2;
  }
  while (count() < ENOUGH_UNITS && blockColumns > 128) {
    blockColumns = Math.ceil(blockColumns / 16) * 8;
  }
  const wanted = Math.ceil(ENOUGH_UNITS / count());
  const splits =
    product.cSize === undefined ? 1 : Math.max(1, Math.min(wanted, Math.floor(depth / (4 * DEPTH))));
  return {blockRows, blockColumns, splits, units: count() * splits};
}
