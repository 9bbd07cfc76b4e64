import * as tf from '@tensorflow/tfjs-core';
import {deferred} from '../host/deferred';
import {isMomentumProduct, MomentumProductRecipe} from './momentum-product';
import type {WasmHost} from '../host/wasm-host';
import type {KernelArgs} from '../../../register-kernels';
import type {WasmKernels} from '../host/wasm-kernel';
import {isCompiledActivation, runProduct, type Activation, type Product} from './product';

interface Operands {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
  bias?: tf.TensorInfo;
  preluActivationWeights?: tf.TensorInfo;
}
interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
}

function multiply(host: WasmHost, args: KernelArgs): tf.TensorInfo {
  const {a, b, bias} = args.inputs as unknown as Operands;
  const {transposeA, transposeB, activation} = args.attrs as unknown as MatMulAttrs;
  const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
  const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB ? bRows : bColumns;
  const leading = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const groups = tf.util.sizeFromShape(leading);
  const shape = [...leading, rows, columns];
  if (groups * rows * columns === 0) {
    return host.output(shape);
  }
  const product: Omit<Product, 'c'> = {
    rows,
    columns,
    depth,
    groups,
    a: host.address(a),
    aRow: transposeA ? 1 : aColumns,
    aColumn: transposeA ? aColumns : 1,
    aGroup: batchOf(a) === 1 ? 0 : aRows * aColumns,
    b: host.address(b),
    bRow: transposeB ? 1 : bColumns,
    bColumn: transposeB ? bColumns : 1,
    bGroup: batchOf(b) === 1 ? 0 : bRows * bColumns,
    cRow: columns,
    cGroup: rows * columns,
    bias: bias === undefined ? undefined : host.address(bias),
    activation: activation as Activation | undefined,
  };
  const compute = (c: number): void => {
    runProduct(host, {...product, c});
  };
  if (transposeA && bias === undefined && isMomentumProduct(product)) {
    return deferred(host, shape, {inputs: [a, b], compute, recipe: new MomentumProductRecipe(product)});
  }
  const y = host.output(shape);
  compute(host.address(y));
  return y;
}

function batchOf(matrices: tf.TensorInfo): number {
  return tf.util.sizeFromShape(matrices.shape.slice(0, -2));
}

/** Matrices that fit, in one batch or the same one on both sides: then each is found by one step. Others are left to the
 * stock kernel, which says what is wrong with them. */
function takes(args: KernelArgs): boolean {
  const {a, b} = args.inputs as unknown as Operands;
  const {transposeA, transposeB} = args.attrs as unknown as MatMulAttrs;
  if (
    a.shape.length < 2 ||
    b.shape.length < 2 ||
    a.shape.at(transposeA ? -2 : -1) !== b.shape.at(transposeB ? -1 : -2)
  ) {
    return false;
  }
  const same = tf.util.arraysEqual(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return same || batchOf(a) === 1 || batchOf(b) === 1;
}

function takesFused(args: KernelArgs): boolean {
  const {b, bias, preluActivationWeights} = args.inputs as unknown as Operands;
  const {transposeB, activation = 'linear'} = args.attrs as unknown as MatMulAttrs;
  const columns = b.shape.at(transposeB ? -2 : -1);
  // A bias for each row is not supported.
  const plainBias = bias === undefined || (bias.shape.at(-1) === columns && sizeOf(bias) === columns);
  return takes(args) && isCompiledActivation(activation) && preluActivationWeights === undefined && plainBias;
}

function sizeOf(tensor: tf.TensorInfo): number {
  return tf.util.sizeFromShape(tensor.shape);
}

/** Matrix products with any transposes, which are read in place. */
export const MAT_MUL_KERNELS: WasmKernels = {
  BatchMatMul: {takes, compute: multiply},
  _FusedMatMul: {takes: takesFused, compute: multiply},
};
