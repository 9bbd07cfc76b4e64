import {floatBits, type WasmHost} from '../host/wasm-host';
import type {Product} from './product';

/** The gradient of a dense layer's weights as the product that it is, for the kernel that updates the weights by it. */
export class MomentumProductRecipe {
  readonly product: Omit<Product, 'c'>;

  constructor(product: Omit<Product, 'c'>) {
    this.product = product;
  }
}

/** Blocks of native/wasm/momentum-product.c. */
const BAND = 32;
const COLUMNS = 128;
/** Largest depth of a panel in the L1 cache; beyond it, writing the product costs little beside computing it. */
const MOST_DEPTH = 128;
/** Below, the whole product stays in the cache between the two kernels. */
const LEAST_SIZE = 1e6;

/** Whether the product is worth putting off: large, of little depth, without more to it. */
export function isMomentumProduct({
  rows,
  columns,
  depth,
  groups = 1,
  bias,
  activation = 'linear',
}: Omit<Product, 'c'>): boolean {
  return (
    groups === 1 &&
    depth <= MOST_DEPTH &&
    rows * columns >= LEAST_SIZE &&
    bias === undefined &&
    activation === 'linear'
  );
}

/** v ← momentum · v − learningRate · (weightDecay · w + g), w ← w + v, where g is a product that nobody has computed. */
export function runMomentumProduct(
  host: WasmHost,
  {product}: MomentumProductRecipe,
  {weight, velocity}: {weight: number; velocity: number},
  {learningRate, momentum, weightDecay}: Record<'learningRate' | 'momentum' | 'weightDecay', number>,
): void {
  const {rows, columns, depth, a, aRow, aColumn = 1, b, bRow, bColumn} = product;
  // Panels of 8 columns, with a gap; those of native kernels have up to 32.
  const floats = Math.max(Math.ceil(columns / 8) * (8 * depth + 16), Math.ceil(columns / 32) * 32 * depth);
  const panels = host.arena('parts', floats);
  const args = [
    ...[rows, columns, depth, a, aRow, aColumn, b, bRow, bColumn, panels, weight, velocity],
    ...[learningRate, momentum, weightDecay].map(floatBits),
  ];
  host.run('momentum_product_panels', Math.ceil(columns / COLUMNS), args);
  host.run('momentum_product', Math.ceil(rows / BAND), args, {scratch: BAND * depth});
}
