import {convolutionInfo} from '../convolution-shape';
import type {Convolution} from './convolution';
import type {NativeOps, NativeTensor} from './native-ops';

/** Numbers of local response normalization; `beta` is one of {@link POWERS}. */
export interface NormalizeAttrs {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** Powers that are computed from square roots; the power of TensorFlow takes thirty times as long. */
export const POWERS: readonly number[] = [0.5, 0.75, 1];

/** A sum over neighbor channels: offset + weight · Σ z[…, j] over |j − c| ≤ radius. */
interface Band {
  radius: number;
  weight: number;
  offset: number;
}

/** Channels that a product with the band sees at a time. */
const BLOCK = 16;

/**
 * y = x · p with s = bias + alpha · Σ x² over neighbor channels and p = s^−beta: [y, s, p], of which the gradient needs
 * the last two.
 */
export function normalize(
  convolution: Convolution,
  x: NativeTensor,
  {depthRadius, bias, alpha, beta}: NormalizeAttrs,
): [NativeTensor, NativeTensor, NativeTensor] {
  const {ops} = convolution;
  const s = ops.consume(ops.map('Square', x), square =>
    neighborSum(convolution, square, {radius: depthRadius, weight: alpha, offset: bias}),
  );
  const p = inversePower(ops, s, beta);
  return [ops.map('Mul', x, p), s, p];
}

/** dx = dy · p − 2 · alpha · beta · x · Σ (dy · p · x / s) over neighbor channels */
export function normalizeGradient(
  convolution: Convolution,
  {dy, x, s, p}: Record<'dy' | 'x' | 's' | 'p', NativeTensor>,
  {depthRadius, alpha, beta}: NormalizeAttrs,
): NativeTensor {
  const {ops} = convolution;
  const own = ops.map('Mul', dy, p);
  const shares = ops.consume(ops.map('Mul', own, x), product => ops.map('Div', product, s));
  const spread = ops.consume(shares, z =>
    neighborSum(convolution, z, {radius: depthRadius, weight: -2 * alpha * beta, offset: 0}),
  );
  return ops.consume(
    ops.consume(spread, z => ops.map('Mul', z, x)),
    z => ops.consume(own, first => ops.map('AddV2', first, z)),
  );
}

/**
 * offset + weight · Σ z[…, j] over |j − c| ≤ radius.
 *
 * The sum is a product with a band matrix. Where channels come in blocks of 16 and the band reaches no further than the
 * next block, the product is a convolution that walks over blocks with a kernel of three: of the band matrix it touches
 * what is not zero, and of the rest little.
 */
function neighborSum(convolution: Convolution, z: NativeTensor, band: Band): NativeTensor {
  const {ops} = convolution;
  const {radius} = band;
  const channels = z.shape.at(-1) ?? 1;
  const pixels = z.shape.slice(0, -1);
  const inBlocks = channels % BLOCK === 0 && radius <= BLOCK;
  const sum = inBlocks
    ? overBlocks(convolution, z, {...band, pixels, blocks: channels / BLOCK})
    : overAll(ops, z, {...band, channels});
  return ops.consume(sum, y => ops.reshape(y, z.shape));
}

function overBlocks(
  convolution: Convolution,
  z: NativeTensor,
  {pixels, blocks, radius, weight, offset}: Band & {pixels: number[]; blocks: number},
): NativeTensor {
  const {ops} = convolution;
  const band = new Float32Array(3 * BLOCK * BLOCK);
  for (let block = 0; block < 3; block++) {
    for (let from = 0; from < BLOCK; from++) {
      for (let to = 0; to < BLOCK; to++) {
        if (Math.abs((block - 1) * BLOCK + from - to) <= radius) {
          band[(block * BLOCK + from) * BLOCK + to] = weight;
        }
      }
    }
  }
  const [batch = 1, ...size] = pixels.length === 3 ? pixels : [1, ...pixels];
  const rows = size.reduce((product, length) => product * length, 1);
  const viewShape = [batch, rows, blocks, BLOCK];
  const info = convolutionInfo(viewShape, [1, 3, BLOCK, BLOCK], {strides: 1, pad: 'same'});
  const x = ops.reshape(z, viewShape);
  const filter = ops.floats(band, [1, 3, BLOCK, BLOCK]);
  const bias = offset === 0 ? undefined : ops.floats(new Float32Array(BLOCK).fill(offset), [BLOCK]);
  const sum = convolution.forward(info, {x, filter, bias});
  ops.free(x, filter, ...(bias === undefined ? [] : [bias]));
  return sum;
}

function overAll(
  ops: NativeOps,
  z: NativeTensor,
  {channels, radius, weight, offset}: Band & {channels: number},
): NativeTensor {
  const band = new Float32Array(channels * channels);
  for (let row = 0; row < channels; row++) {
    const first = Math.max(0, row - radius);
    band.fill(weight, row * channels + first, row * channels + Math.min(channels, row + radius + 1));
  }
  const rows = z.shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const attributes = [ops.float('T'), ops.boolean('transpose_a', false), ops.boolean('transpose_b', false)];
  const sum = ops.consume(ops.reshape(z, [rows, channels]), view =>
    ops.consume(ops.floats(band, [channels, channels]), matrix =>
      ops.run('MatMul', attributes, [view, matrix]),
    ),
  );
  return offset === 0
    ? sum
    : ops.consume(sum, y => ops.consume(ops.number(offset), value => ops.map('AddV2', y, value)));
}

/** s^−beta by square roots. */
function inversePower(ops: NativeOps, s: NativeTensor, beta: number): NativeTensor {
  if (beta === 1) {
    return ops.map('Reciprocal', s);
  }
  const root = ops.map('Rsqrt', s);
  return beta === 0.5
    ? root
    : ops.consume(root, r => ops.consume(ops.map('Sqrt', r), half => ops.map('Mul', r, half)));
}
