import * as tf from '@tensorflow/tfjs-core';
import type {ConvolutionShape} from '../convolution-shape';
import {convolve} from './convolution';
import {convolveFilterGradient} from './convolution-filter-gradient';
import {convolveInputGradient} from './convolution-input-gradient';
import type {KernelArgs} from '../register-kernels';
import type {GpuKernels} from './gpu-kernel';
import type {GpuBackend} from './gpu-program';

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
}

/** One row of an image of `rows` pixels, under a window of one pixel: a · b is its convolution. */
function rowOfPixels(rows: number, channels: number, filters: number): ConvolutionShape {
  return {
    ...{batch: 1, height: 1, width: rows, channels, outHeight: 1, outWidth: rows, filters, groups: 1},
    ...{kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1},
    ...{dilationHeight: 1, dilationWidth: 1, top: 0, left: 0},
  };
}

const attrsOf = (args: KernelArgs): MatMulAttrs => args.attrs as unknown as MatMulAttrs;
const isOneMatrix = ({shape}: tf.TensorInfo): boolean =>
  shape.length >= 2 && tf.util.sizeFromShape(shape.slice(0, -2)) === 1 && !shape.includes(0);

function takes(args: KernelArgs): boolean {
  const {a, b, bias, preluActivationWeights} = args.inputs as Record<string, tf.TensorInfo | undefined>;
  const {transposeA, transposeB, activation = 'linear'} = attrsOf(args);
  const isPlain = bias === undefined && activation === 'linear';
  return (
    a !== undefined &&
    b !== undefined &&
    isOneMatrix(a) &&
    isOneMatrix(b) &&
    // The stock kernel refuses wrong shapes with its own error.
    a.shape.at(transposeA ? -2 : -1) === b.shape.at(transposeB ? -1 : -2) &&
    preluActivationWeights === undefined &&
    !(transposeA && transposeB) &&
    (isPlain || (!transposeA && !transposeB)) &&
    ['linear', 'relu'].includes(activation) &&
    (bias === undefined || tf.util.sizeFromShape(bias.shape) === b.shape.at(-1))
  );
}

function compute(backend: GpuBackend, args: KernelArgs): tf.TensorInfo {
  const {a, b, bias} = args.inputs as {a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo};
  const {transposeA, transposeB, activation} = attrsOf(args);
  const [rowsA = 1, columnsA = 1] = a.shape.slice(-2);
  const [rowsB = 1, columnsB = 1] = b.shape.slice(-2);
  let product: tf.TensorInfo;
  if (transposeA) {
    product = convolveFilterGradient(backend, rowOfPixels(rowsA, columnsA, columnsB), {x: a, dy: b});
  } else if (transposeB) {
    product = convolveInputGradient(backend, rowOfPixels(rowsA, rowsB, columnsB), {dy: a, w: b});
  } else {
    const shape = rowOfPixels(rowsA, columnsA, columnsB);
    product = convolve(backend, shape, {x: a, w: b, bias}, activation === 'relu' ? 'relu' : 'linear');
  }
  const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const size = [transposeA ? columnsA : rowsA, transposeB ? rowsB : columnsB];
  return {...product, shape: [...outer, ...size]};
}

/** Products of two matrices, which are convolutions of single pixels, or their gradients where one is transposed. */
export const BARRIER_FREE_MAT_MUL_KERNELS: GpuKernels = {
  BatchMatMul: {takes, compute},
  _FusedMatMul: {takes, compute},
};
