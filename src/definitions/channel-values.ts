import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';

/** Arguments of {@link channelValues}. */
export interface ChannelValuesArgs {
  /** Name of the values in an error: `mean`. */
  name: string;
  /** One number for all channels, or one per channel in the network's order. */
  values: readonly number[];
  channels: number;
  /** The network's order of colors. */
  order: Preprocessing['channelOrder'];
  /** Names the file in an error. */
  where: string;
}

/** One number for all channels, or the network's order, as one number per channel with red first. */
export function channelValues({name, values, channels, order, where}: ChannelValuesArgs): number[] {
  if (values.length !== 1 && values.length !== channels) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the ${name} is not one number, or one per channel.`,
      expected: `1 or ${channels} numbers`,
      received: values.join(', '),
      fix: `pass one number per channel, in the order of the network (${order})`,
    });
  }
  const check = checksFor(where);
  values.forEach((value, c) => check.finite(`${name}[${c}]`, value));
  const all = Array.from({length: channels}, (_, c) => values[c] ?? values[0] ?? 0);
  return order === 'bgr' ? all.reverse() : all;
}
