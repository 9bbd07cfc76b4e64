import * as tf from '@tensorflow/tfjs-core';
import {checksFor, show} from '../core/check';
import {AlexNetError} from '../errors';

/** Limits on gradients; at most one of them is set. */
export interface GradientClipArgs {
  /** Largest L2 norm of the gradient of one weight; a larger one is scaled down (Keras: `clipnorm`). > 0. Default: none. */
  clipNorm?: number;
  /** Largest magnitude of a gradient's element; a larger one is cut (Keras: `clipvalue`). > 0. Default: none. */
  clipValue?: number;
  /**
   * Largest L2 norm of all gradients together; all are scaled down alike (Keras: `global_clipnorm`, PyTorch:
   * `clip_grad_norm_`, Caffe: `clip_gradients`). > 0. Default: none.
   */
  globalClipNorm?: number;
}

const NAMES = ['clipNorm', 'clipValue', 'globalClipNorm'] as const;

/** Scales or cuts gradients that are too large. NaN stays NaN. */
export class GradientClip {
  /** The limit that is set, for a saved configuration; without one it is empty. */
  readonly config: GradientClipArgs;

  constructor(where: string, args: GradientClipArgs) {
    const given = NAMES.filter(name => (args[name] ?? undefined) !== undefined);
    if (given.length > 1) {
      throw new AlexNetError({
        code: 'bad-argument',
        where,
        problem: 'gradients are limited in more than one way.',
        expected: `one of ${NAMES.join(', ')}`,
        received: given.map(name => `${name} = ${show(args[name])}`).join(', '),
        fix: `leave out all but one of ${given.join(', ')}`,
      });
    }
    const check = checksFor(where);
    this.config = Object.fromEntries(given.map(name => [name, check.positive(name, args[name])]));
  }

  /**
   * Calls `use` with each gradient, limited; frees what it made for it afterwards. Without a limit, `use` gets the
   * gradients themselves.
   */
  forEach<T extends {tensor: tf.Tensor}>(
    gradients: readonly T[],
    use: (gradient: T, limited: tf.Tensor) => void,
  ): void {
    const {clipNorm, clipValue, globalClipNorm} = this.config;
    const scale =
      globalClipNorm === undefined
        ? undefined
        : scaleOf(
            gradients.map(({tensor}) => tensor),
            globalClipNorm,
          );
    for (const gradient of gradients) {
      const {tensor} = gradient;
      const limited = tf.tidy(() =>
        scale !== undefined
          ? tf.mul(tensor, scale)
          : clipNorm !== undefined
            ? tf.mul(tensor, scaleOf([tensor], clipNorm))
            : clipValue !== undefined
              ? tf.clipByValue(tensor, -clipValue, clipValue)
              : tensor,
      );
      use(gradient, limited);
      if (limited !== tensor) {
        limited.dispose();
      }
    }
    scale?.dispose();
  }
}

/** limit / max(norm, limit): exactly 1 where the norm is within the limit. */
function scaleOf(gradients: readonly tf.Tensor[], limit: number): tf.Tensor {
  return tf.tidy(() => {
    const squares = gradients.map(gradient => tf.sum(tf.square(gradient)));
    return tf.div(limit, tf.maximum(tf.sqrt(tf.addN(squares)), limit));
  });
}
