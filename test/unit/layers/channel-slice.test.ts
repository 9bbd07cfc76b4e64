import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {channelSlice} from '../../../src/layers/channel-slice';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('ChannelSlice', () => {
  it('returns consecutive channels, and passes the gradient to them alone', async () => {
    const model = tfl.sequential({layers: [channelSlice({begin: 1, size: 2, inputShape: [1, 2, 4]})]});
    const x = tf.tensor4d([0, 1, 2, 3, 4, 5, 6, 7], [1, 1, 2, 4]);
    expect([...(model.predict(x) as tf.Tensor).dataSync()]).toEqual([1, 2, 5, 6]);
    const gradient = tf.grad(input => tf.sum(model.apply(input) as tf.Tensor))(x);
    expect([...gradient.dataSync()]).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    const loaded = await saveAndLoad(model);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([1, 2, 5, 6]);
  });
});

describe('the options of ChannelSlice', () => {
  it('name channels that are there', async () => {
    await expectAlexNetError(() => channelSlice({} as never), 'bad-argument', 'size');
    await expectAlexNetError(() => channelSlice({begin: -1, size: 1}), 'bad-argument', 'begin');
    await expectAlexNetError(
      () => channelSlice({begin: 3, size: 2}).computeOutputShape([null, 4]),
      'bad-argument',
      'begin + size',
    );
  });
});
