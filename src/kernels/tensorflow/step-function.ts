import type {NativeOps, NativeTensor} from './native-ops';

/**
 * 1 where x is above 0, else 0; NaN stays. Gradients of ReLU ask for it; tfjs-node makes it of seven operations, which
 * take twelve times as long.
 */
export function stepFunction(ops: NativeOps, x: NativeTensor): NativeTensor {
  return ops.consume(ops.map('Relu', x), positive => ops.map('Sign', positive));
}
