import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {
  LocalResponseNormalization,
  localResponseNormalization,
} from '../../../src/layers/local-response-normalization';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('LocalResponseNormalization', () => {
  it('has the constants of the paper as defaults and saves them all', () => {
    expect(localResponseNormalization({name: 'norm1'}).getConfig()).toMatchObject({
      depthRadius: 2,
      bias: 2,
      alpha: 1e-4,
      beta: 0.75,
    });
  });

  it('divides alpha by size only in fromSize', () => {
    tf.tidy(() => {
      const x = tf.mul(randomTensor<tf.Rank.R4>([2, 3, 3, 8], 'lrn'), 30);
      const sized = LocalResponseNormalization.fromSize({size: 5, alpha: 1e-2, beta: 0.75, k: 1}).apply(
        x,
      ) as tf.Tensor;
      const plain = localResponseNormalization({depthRadius: 2, alpha: 1e-2 / 5, beta: 0.75, bias: 1}).apply(
        x,
      ) as tf.Tensor;
      const undivided = localResponseNormalization({depthRadius: 2, alpha: 1e-2, beta: 0.75, bias: 1}).apply(
        x,
      ) as tf.Tensor;
      expectClose(sized.dataSync(), plain.dataSync());
      expect(tf.max(tf.abs(tf.sub(sized, undivided))).dataSync()[0]).toBeGreaterThan(0.1);
    });
  });

  it('keeps its constants through saving and loading', async () => {
    const model = tfl.sequential({
      layers: [
        localResponseNormalization({depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.6, inputShape: [2, 2, 5]}),
      ],
    });
    const loaded = await saveAndLoad(model);
    const x = randomTensor<tf.Rank.R4>([1, 2, 2, 5], 'save');
    expectClose(
      (loaded.predict(x) as tf.Tensor).dataSync(),
      (model.predict(x) as tf.Tensor).dataSync(),
      1e-7,
    );
    expect(loaded.layers.find(layer => layer instanceof LocalResponseNormalization)).toMatchObject({
      depthRadius: 1,
      beta: 0.6,
    });
  });

  it("equals PyTorch's local_response_norm of an even size, saved and loaded too", async () => {
    const layer = LocalResponseNormalization.fromSize({size: 4, alpha: 0.5, inputShape: [1, 1, 6]});
    const model = tfl.sequential({layers: [layer]});
    const loaded = await saveAndLoad(model);
    // torch 2.15: local_response_norm(x, 4, alpha=0.5, beta=0.75, k=1)
    const expected = [0.69480026, -0.93654895, 0.93239743, 0.86115974, -0.78784651, 1.01954067];
    for (const each of [model, loaded]) {
      const y = tf.tidy(() =>
        (each.predict(tf.tensor4d([1, -2, 3, 4, -5, 6], [1, 1, 1, 6])) as tf.Tensor).dataSync(),
      );
      expectClose(y, expected);
    }
  });

  it('refuses constants that have no meaning', async () => {
    await expectAlexNetError(
      () => LocalResponseNormalization.fromSize({size: 0}),
      'bad-argument',
      'size = 0',
    );
    await expectAlexNetError(
      () => LocalResponseNormalization.fromSize({alpha: -1}),
      'bad-argument',
      'alpha = -1',
    );
    await expectAlexNetError(
      () => localResponseNormalization({name: 'n', bias: 0}),
      'bad-argument',
      '"n"',
      'bias = 0',
    );
  });
});

describe('the options of LocalResponseNormalization', () => {
  it.each([
    [{size: 5, k: 1}, 'LocalResponseNormalization.fromSize({size, alpha, beta, k})'],
    [{local_size: 5}, 'LocalResponseNormalization.fromSize'],
    [{depth_radius: 2}, 'did you mean "depthRadius"?'],
    [{aplha: 1}, 'did you mean "alpha"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => new LocalResponseNormalization(args as object), 'bad-argument', fix);
  });

  it('are those of the other form in neither', async () => {
    await expectAlexNetError(
      () => LocalResponseNormalization.fromSize({depthRadius: 2} as object),
      'bad-argument',
      'call localResponseNormalization({depthRadius',
    );
    expect(LocalResponseNormalization.fromSize({size: 5, name: 'norm', trainable: false}).name).toBe('norm');
  });
});
