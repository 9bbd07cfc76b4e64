import * as tf from '@tensorflow/tfjs-core';
import {recipeOf} from '../host/deferred';
import {MomentumProductRecipe, runMomentumProduct} from './momentum-product';
import {floatBits} from '../host/wasm-host';
import type {WasmKernels} from '../host/wasm-kernel';

/**
 * The update of MomentumSGD, in place: it overwrites weight and velocity. Returns the velocity.
 *
 * Pitfall: other ops never change their inputs; the caller of this one must be the only owner of both tensors.
 */
export const MOMENTUM_KERNELS: WasmKernels = {
  MomentumUpdate: {
    compute: (host, args) => {
      const {weight, velocity, gradient} = args.inputs as Record<
        'weight' | 'velocity' | 'gradient',
        tf.TensorInfo
      >;
      const {learningRate, momentum, weightDecay} = args.attrs as Record<
        'learningRate' | 'momentum' | 'weightDecay',
        number
      >;
      const recipe = recipeOf(gradient);
      if (recipe instanceof MomentumProductRecipe) {
        const at = {weight: host.address(weight), velocity: host.address(velocity)};
        runMomentumProduct(host, recipe, at, {learningRate, momentum, weightDecay});
        return velocity;
      }
      const count = tf.util.sizeFromShape(weight.shape);
      const units = Math.max(1, Math.min(512, Math.ceil(count / 32768)));
      host.run(
        'momentum_update',
        units,
        [
          ...[count, units, host.address(weight), host.address(velocity), host.address(gradient)],
          ...[floatBits(learningRate), floatBits(momentum), floatBits(weightDecay)],
        ],
        {alone: count < 32768},
      );
      return velocity;
    },
  },
};
