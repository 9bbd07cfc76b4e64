import type {WasmHost} from '../host/wasm-host';

/** C = A · B where A has few rows and B, whose rows are contiguous, is large; see native/wasm/thin-product.c. */
export interface ThinProduct {
  rows: number;
  columns: number;
  depth: number;
  a: number;
  aRow: number;
  aColumn: number;
  b: number;
  bRow: number;
  c: number;
  bias: number;
  /** Id in native/wasm/thin-product.c. */
  activation: number;
}

/** Blocks of native/wasm/thin-product.c. */
const DEPTH = 128;
const COLUMNS = 1024;
/** Rows of a batch; with more, the packed values of a general product are used often enough. */
const MOST_ROWS = 64;
/** Up to so many, packing B would cost more than it saves. */
const FEW_ROWS = 16;
/** Below, the general product takes no longer. */
const LEAST_DEPTH = 512;
const LEAST_SIZE = 1e6;
/** Pieces of work; each has a C of its own. */
const SPLITS = 16;

/** Whether it is worth it: B is read in the order of memory, for which there must be much of it. */
export function isThin({rows, columns, depth}: {rows: number; columns: number; depth: number}): boolean {
  return rows <= MOST_ROWS && depth >= LEAST_DEPTH && columns >= COLUMNS / 2 && columns * depth >= LEAST_SIZE;
}

/** Computes it. The number of pieces follows from the shape alone, so the result does not depend on the threads. */
export function runThinProduct(host: WasmHost, product: ThinProduct): void {
  const {rows, columns, depth, a, aRow, aColumn, b, bRow, c, bias, activation} = product;
  const splits = Math.min(SPLITS, Math.ceil(depth / (2 * DEPTH)));
  const parts = host.arena('parts', splits * rows * columns);
  const args = [rows, columns, depth, splits, a, aRow, aColumn, b, bRow, parts];
  if (rows <= FEW_ROWS) {
    host.run('thin_rows', splits, args);
  } else {
    const scratch = (rows + 3) * DEPTH + (COLUMNS / 8) * (8 * DEPTH + 16);
    host.run('thin_product', splits, args, {scratch});
  }
  host.run('thin_sum', rows, [rows, columns, splits, parts, bias, c, activation]);
}
