import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {SteppedDropout, steppedDropout} from '../../../src/layers/stepped-dropout';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

const recorded = new Map<string, string>();

describeOnBackends('SteppedDropout', backend => {
  const drawn = (layer: SteppedDropout, training = true): string =>
    tf.tidy(() => (layer.apply(tf.ones([2, 40]), {training}) as tf.Tensor).dataSync().join());

  it('draws another mask at each step, the same ones for the same seed on every backend', () => {
    const masks = (seed: number): string[] => {
      const layer = steppedDropout({seed});
      return [drawn(layer), drawn(layer), drawn(layer)];
    };
    expect(new Set(masks(1)).size).toBe(3);
    expect(masks(1)).toEqual(masks(1));
    expect(masks(2)).not.toEqual(masks(1));
    recorded.set(backend, masks(1).join(';'));
    expect(new Set(recorded.values()).size).toBe(1);
  });

  it('continues from a saved step as if it had never stopped', () => {
    const layer = steppedDropout({seed: 3});
    drawn(layer);
    const resumed = steppedDropout({seed: 3});
    resumed.step = layer.step;
    expect(layer.step).toBe(1);
    expect(drawn(resumed)).toBe(drawn(layer));
  });

  it('switches off the asked share and scales the rest, so that the mean stays', () => {
    const values = tf.tidy(() =>
      (
        steppedDropout({rate: 0.3, seed: 1}).apply(tf.ones([100, 100]), {training: true}) as tf.Tensor
      ).dataSync(),
    );
    const kept = values.filter(value => value !== 0);
    // 10,000 draws: a standard deviation of 0.0046.
    expect(Math.abs(kept.length / 10000 - 0.7)).toBeLessThan(0.02);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBeCloseTo(1 / 0.7, 6);
  });

  it('lets all pass, and stands still, outside training and at rate 0', () => {
    const layer = steppedDropout({seed: 1});
    const none = steppedDropout({rate: 0, seed: 1});
    const ones = new Float32Array(80).fill(1).join();
    expect([drawn(layer, false), drawn(none)]).toEqual([ones, ones]);
    expect([layer.step, none.step]).toEqual([0, 0]);
  });

  it('sends gradients only through what it kept', () => {
    tf.tidy(() => {
      const layer = steppedDropout({seed: 5});
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(layer.apply(x, {training: true}) as tf.Tensor))(
        tf.ones([2, 40]),
      );
      layer.step = 0;
      expect(gradient.dataSync().join()).toBe(drawn(layer));
    });
  });

  it('leaves no tensor behind', async () => {
    const layer = steppedDropout({seed: 1});
    await expectNoLeak(() => {
      const x = tf.ones([4, 4]);
      tf.dispose([x, layer.apply(x, {training: true}) as tf.Tensor]);
    });
  });

  it('keeps rate and seed through saving and loading', async () => {
    const loaded = await saveAndLoad(
      tfl.sequential({
        layers: [tfl.layers.dense({units: 2, inputShape: [2]}), steppedDropout({rate: 0.25, seed: 9})],
      }),
    );
    expect(loaded.layers.find(layer => layer instanceof SteppedDropout)).toMatchObject({rate: 0.25, seed: 9});
  });

  it.each([
    [{rate: 1}, 'rate = 1'],
    [{rate: -0.1}, 'rate = -0.1'],
    [{seed: 0.5}, 'seed = 0.5'],
  ])('refuses %o', async (args, received) => {
    await expectAlexNetError(() => steppedDropout(args), 'bad-argument', received);
  });
});

describe('the masks of layers with one seed', () => {
  const build = (names: readonly (string | undefined)[], branches = false): SteppedDropout[] => {
    const input = tfl.input({shape: [40]});
    const layers = names.map(name => steppedDropout({seed: 1, ...(name === undefined ? {} : {name})}));
    let x: tfl.SymbolicTensor = input;
    for (const layer of layers) {
      const y = layer.apply(branches ? input : x) as tfl.SymbolicTensor;
      x = branches ? y : (tfl.layers.activation({activation: 'relu'}).apply(y) as tfl.SymbolicTensor);
    }
    return layers;
  };
  const masksOf = (layers: readonly SteppedDropout[]): string[] =>
    layers.map(layer =>
      tf.tidy(() => {
        layer.step = 0;
        return (layer.apply(tf.ones([1, 40]), {training: true}) as tf.Tensor).dataSync().join();
      }),
    );

  it('differ by their place in the network, and are the same in a network that is built again', () => {
    for (const branches of [false, true]) {
      const layers = build([undefined, undefined, undefined], branches);
      expect(new Set(masksOf(layers)).size).toBe(3);
      expect(masksOf(build([undefined, undefined, undefined], branches))).toEqual(masksOf(layers));
    }
  });

  it('differ by their names, where they have one', () => {
    const [a, b] = ['a', 'b'].map(name => steppedDropout({seed: 1, name}));
    expect(new Set(masksOf([a!, b!])).size).toBe(2);
  });

  it('stay what they were after saving and loading, in a saved model without places too', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.inputLayer({inputShape: [40]}),
        steppedDropout({seed: 1}),
        steppedDropout({seed: 1}),
      ],
    });
    const dropoutsOf = (network: tfl.LayersModel): SteppedDropout[] =>
      network.layers.filter((layer): layer is SteppedDropout => layer instanceof SteppedDropout);
    const masks = masksOf(dropoutsOf(model));
    expect(masksOf(dropoutsOf(await saveAndLoad(model)))).toEqual(masks);
    const {place, ...config} = dropoutsOf(model)[0]!.getConfig();
    expect(place).not.toBe('');
    const earlier = SteppedDropout.fromConfig(SteppedDropout, config) as SteppedDropout;
    expect(earlier.place).toBe('');
    // The stream of a seed alone, as in the first version.
    const stream = RandomStream.derive(1, 'dropout', 0);
    const expected = Array.from({length: 40}, () => (stream.uint32() < 2 ** 31 ? 0 : 2));
    expect(masksOf([earlier])).toEqual([expected.join()]);
  });
});

describe('the options of SteppedDropout', () => {
  it.each([
    [{p: 0.5}, 'did you mean "rate"?'],
    [{dropout_ratio: 0.5}, 'did you mean "rate"?'],
    [{noiseShape: [1]}, 'remove "noiseShape"'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => steppedDropout(args as object), 'bad-argument', fix);
  });
});
