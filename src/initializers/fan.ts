import {AlexNetError} from '../errors';
import {show} from '../core/check';

/** Number of connections that scales a variance: into an output, out of an input, or the mean of both. */
export type FanMode = 'fanIn' | 'fanOut' | 'average';

/** The values of {@link FanMode}. */
export const FAN_MODES: readonly FanMode[] = ['fanIn', 'fanOut', 'average'];

/**
 * Returns the number of connections of a weight: of a convolution kernel [height, width, in / groups, out] or of a
 * dense kernel [in, out].
 *
 *     fanIn  = size / out        = height · width · in / groups
 *     fanOut = size / inChannels = height · width · out
 *
 * as Caffe counts them. In a grouped kernel an output reads only the inputs of its own group; the shape of the
 * kernel already reflects that.
 */
export function countFan(where: string, shape: readonly number[], mode: FanMode): number {
  const size = shape.reduce((product, length) => product * length, 1);
  const [inputs, outputs] = shape.slice(-2);
  if (inputs === undefined || outputs === undefined || size === 0) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'this weight has no inputs and outputs to count.',
      expected: 'a kernel [height, width, in, out] or [in, out], no length 0',
      received: `shape ${show(shape)}`,
      fix: 'use this initializer for kernels; for biases use tf.initializers.constant or zeros',
    });
  }
  const fanIn = size / outputs;
  const fanOut = size / inputs;
  return mode === 'fanIn' ? fanIn : mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
}
