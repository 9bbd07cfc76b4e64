import {describe, expect, it} from 'vitest';
import {channelValues} from '../../../src/definitions/channel-values';
import {expectAlexNetError} from '../../support/matchers';

const args = {name: 'mean', channels: 3, order: 'bgr', where: 'net.onnx'} as const;

describe('channelValues', () => {
  it('repeats one number, and puts red first', () => {
    expect(channelValues({...args, values: [7]})).toEqual([7, 7, 7]);
    expect(channelValues({...args, values: [1, 2, 3]})).toEqual([3, 2, 1]);
    expect(channelValues({...args, order: 'rgb', values: [1, 2, 3]})).toEqual([1, 2, 3]);
  });

  it('refuses other counts, and what is no number', async () => {
    await expectAlexNetError(() => channelValues({...args, values: [1, 2]}), 'bad-argument', '1 or 3');
    await expectAlexNetError(() => channelValues({...args, values: [NaN]}), 'bad-argument', 'mean[0]');
  });
});
