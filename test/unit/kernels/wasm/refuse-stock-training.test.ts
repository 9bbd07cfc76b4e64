// @isolated: needs the wasm backend without the kernels of this library.
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it, vi} from 'vitest';
import {createModel} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';
import {expectAlexNetError} from '../../../support/matchers';

describe('fit on the stock wasm backend', () => {
  it('names useWasm(), and trains once it was called', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    const model = createModel('lenet5', {seed: 1});
    model.compile({optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy'});
    const [x, y] = [tf.ones([2, 32, 32, 1]), tf.oneHot([0, 1], 10)];
    await expectAlexNetError(() => model.fit(x, y, {verbose: 0}), 'unsupported', 'stock wasm', 'useWasm()');
    await useWasm({threads: 1});
    const {history} = await model.fit(x, y, {verbose: 0});
    expect(history.loss?.[0]).toBeGreaterThan(0);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
