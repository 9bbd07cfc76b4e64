import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {gaussian} from '../../../src/initializers/gaussian';
import {msra} from '../../../src/initializers/msra';
import {registerInitializers} from '../../../src/initializers/register-initializers';
import {type SeededInitializer} from '../../../src/initializers/seeded-initializer';
import {truncatedGaussian} from '../../../src/initializers/truncated-gaussian';
import {xavier} from '../../../src/initializers/xavier';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

const FACTORIES: [string, (args?: {seed?: number}) => SeededInitializer][] = [
  ['gaussian', gaussian],
  ['truncatedGaussian', truncatedGaussian],
  ['xavier', xavier],
  ['msra', msra],
];

/** The values on the previous backend. */
const SEEN = new Map<string, Float32Array>();

describeOnBackends('seeded initializers', () => {
  beforeAll(registerInitializers);

  it.each(FACTORIES)('%s draws the same bits on every backend', async (name, make) => {
    const tensor = make({seed: 7}).apply([3, 3, 4, 5]);
    const values = (await tensor.data()) as Float32Array;
    tf.dispose(tensor);
    expect(new Set(values).size).toBeGreaterThan(170);
    const elsewhere = SEEN.get(name) ?? values;
    SEEN.set(name, values);
    expect(values).toEqual(elsewhere);
  });

  it.each(FACTORIES)('%s initializes a stock layer, and its saved config the same', async (_, make) => {
    const kernels: Float32Array[] = [];
    const layer = tfl.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      kernelInitializer: make({seed: 3}),
      inputShape: [8, 8, 2],
    });
    const model = tfl.sequential({layers: [layer]});
    const json = JSON.parse(model.toJSON() as string) as tfl.ModelAndWeightsConfig;
    const copy = await tfl.models.modelFromJSON(json);
    for (const each of [model, copy]) {
      kernels.push((await each.getWeights()[0]!.data()) as Float32Array);
      each.dispose();
    }
    expect(kernels[1]).toEqual(kernels[0]);
    expect(kernels[0]!.every(value => value !== 0)).toBe(true);
  });

  it.each(FACTORIES)('%s leaks no tensor', async (_, make) => {
    await expectNoLeak(() => {
      make({seed: 1}).apply([2, 2, 3, 4]).dispose();
    });
  });
});

describe('seeded initializers', () => {
  it.each(FACTORIES)('%s draws a seed where none is given and records it', (_, make) => {
    const first = make();
    const second = make();
    expect(first.seed).not.toBe(second.seed);
    expect(first.getConfig().seed).toBe(first.seed);
    expect(make({seed: first.seed}).apply([4, 6]).dataSync()).toEqual(first.apply([4, 6]).dataSync());
  });

  it('draws two weights alike with a seed and afresh without', () => {
    const seeded = gaussian({seed: 0});
    expect(seeded.apply([4]).dataSync()).toEqual(seeded.apply([4]).dataSync());
    const unseeded = gaussian();
    expect(unseeded.apply([4]).dataSync()).not.toEqual(unseeded.apply([4]).dataSync());
  });

  it('takes 0 as a seed', () => {
    expect(gaussian({seed: 0}).getConfig().seed).toBe(0);
  });

  it.each([-1, 0.5, NaN])('refuses the seed %s', async seed => {
    await expectAlexNetError(
      () => gaussian({seed}),
      'bad-argument',
      `seed = ${seed}`,
      'set seed to an integer',
    );
  });

  it('refuses an unknown length and another dtype', async () => {
    await expectAlexNetError(
      () => gaussian().apply([null, 3]),
      'bad-shape',
      'shape [null,3]',
      'known channels',
    );
    await expectAlexNetError(() => gaussian().apply([3], 'int32'), 'bad-shape', 'dtype int32');
  });
});
