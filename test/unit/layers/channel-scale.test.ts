import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {channelScale} from '../../../src/layers/channel-scale';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('ChannelScale', () => {
  it('starts as the identity, then has a factor and a shift per channel', async () => {
    const model = tfl.sequential({layers: [channelScale({name: 'scale1', inputShape: [2, 1, 3]})]});
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 1, 3]);
    expect([...(model.predict(x) as tf.Tensor).dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(model.weights.map(weight => weight.originalName)).toEqual(['scale1/gamma', 'scale1/beta']);
    model.setWeights([tf.tensor1d([1, 10, 100]), tf.tensor1d([0.5, 0, -1])]);
    const expected = [1.5, 20, 299, 4.5, 50, 599];
    expectClose((model.predict(x) as tf.Tensor).dataSync(), expected);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), expected);
  });

  it('learns gamma and beta', async () => {
    const model = tfl.sequential({layers: [channelScale({inputShape: [2]})]});
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    // One step of 0.01 from gamma 1 and beta 0: the errors are 1 and −2, their squares' mean has derivative error · x.
    await model.fit(tf.tensor2d([3, 4], [1, 2]), tf.tensor2d([2, 6], [1, 2]), {epochs: 1});
    const [gamma, beta] = model.getWeights().map(weight => weight.dataSync());
    expectClose(gamma!, [1 - 0.01 * 3, 1 + 0.01 * 8]);
    expectClose(beta!, [-0.01, 0.02]);
  });

  it('has no shift where none is asked for, and refuses an unknown number of channels', async () => {
    const model = tfl.sequential({layers: [channelScale({useBias: false, inputShape: [4]})]});
    expect(model.countParams()).toBe(4);
    await expectAlexNetError(
      () => {
        channelScale({name: 's'}).build([null, null]);
      },
      'bad-shape',
      'ChannelScale "s"',
      '[null,null]',
    );
  });
});

describe('the options of ChannelScale', () => {
  it.each([[{bias_term: false}, 'did you mean "useBias"?']])(
    'refuses the option in %j',
    async (args, fix) => {
      await expectAlexNetError(() => channelScale(args as object), 'bad-argument', fix);
    },
  );
});
