import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {
  PcaColorJitter,
  shiftColors,
  type ImageBatches,
  type PcaColorJitterArgs,
} from '../../../src/augmentation/pca-color-jitter';
import {ChannelMoments} from '../../../src/core/channel-moments';
import {RandomStream} from '../../../src/core/random';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

const axes = {
  eigenvalues: [25_500, 5_100, 255],
  eigenvectors: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

describe('PcaColorJitter', () => {
  it('has the expected defaults', () => {
    expect(new PcaColorJitter(axes).toJSON()).toEqual({
      ...axes,
      stddev: 0.1,
      magnitude: 'eigenvalue',
      pixelRange: 255,
    });
  });

  it.each([
    // stddev · λ / 255, and stddev · √λ
    ['eigenvalue', [10, 2, 0.1]],
    ['deviation', [0.1 * Math.sqrt(25_500), 0.1 * Math.sqrt(5_100), 0.1 * Math.sqrt(255)]],
  ] as const)('draws colors of mean 0 and the standard deviation of magnitude %s', (magnitude, expected) => {
    const jitter = new PcaColorJitter({...axes, magnitude});
    const moments = new ChannelMoments(3);
    const stream = RandomStream.derive(1);
    for (let i = 0; i < 20_000; i++) {
      moments.add(jitter.drawShift(stream));
    }
    moments.stddev.forEach((value, i) => {
      // Five standard errors: of a standard deviation σ/√(2n), of a mean σ/√n.
      expect(Math.abs(value - expected[i]!)).toBeLessThan((5 * expected[i]!) / 200);
      expect(Math.abs(moments.mean[i]!)).toBeLessThan((5 * expected[i]!) / 141);
    });
  });

  it('is the formula of the paper as it stands where pixels are 0–1', () => {
    const args = {
      eigenvalues: [0.2175, 0.0188, 0.0045],
      eigenvectors: [
        [0.6, 0.8, 0],
        [-0.8, 0.6, 0],
        [0, 0, 1],
      ],
      pixelRange: 1,
    };
    const stream = RandomStream.derive(4);
    const alphas = [1, 2, 3].map(() => stream.gaussian(0, 0.1));
    const expected = [0, 1, 2].map(c =>
      args.eigenvalues.reduce((sum, value, i) => sum + args.eigenvectors[i]![c]! * alphas[i]! * value, 0),
    );
    expectClose(new PcaColorJitter(args).drawShift(RandomStream.derive(4)), expected, 1e-12);
  });

  it('comes back from JSON and draws the same', () => {
    const jitter = new PcaColorJitter({...axes, stddev: 0.3, magnitude: 'deviation'});
    const json = JSON.stringify(jitter);
    const again = PcaColorJitter.fromJSON(JSON.parse(json) as ReturnType<PcaColorJitter['toJSON']>);
    expect(JSON.stringify(again)).toBe(json);
    expect(again.drawShift(RandomStream.derive(2))).toEqual(jitter.drawShift(RandomStream.derive(2)));
  });

  it.each([
    ['a negative standard deviation', {stddev: -1}, 'stddev = -1'],
    ['an unknown magnitude', {magnitude: 'variance'}, 'magnitude = "variance"'],
    ['a range of 0', {pixelRange: 0}, 'pixelRange = 0'],
    ['two eigenvalues', {eigenvalues: [1, 2]}, 'eigenvalues = [1,2]'],
    ['a negative eigenvalue', {eigenvalues: [1, 2, -3]}, 'eigenvalues = [1,2,-3]'],
    ['eigenvectors of two numbers', {eigenvectors: [[1, 2]]}, 'eigenvectors = [[1,2]]'],
  ])('refuses %s', async (_title, change, fragment) => {
    await expectAlexNetError(
      () => PcaColorJitter.fromJSON({...axes, ...change} as unknown as PcaColorJitterArgs),
      'bad-argument',
      fragment,
      'fix: ',
    );
  });
});

describeOnBackends('PcaColorJitter on tensors', () => {
  it('measures the same over one tensor, a list, a generator and a data set, as a direct computation does', async () => {
    const x = tf.randomUniform<tf.Rank.R4>([5, 4, 3, 3], 0, 255, 'float32', 3);
    const pixels = await x.data();
    const direct = new ChannelMoments(3).add(Float64Array.from(pixels)).principalComponents;
    await expectNoLeak(async () => {
      const parts = tf.split(x, [2, 3]) as [tf.Tensor4D, tf.Tensor4D];
      const sources: ImageBatches[] = [
        x,
        parts,
        (async function* () {
          for (const part of parts) {
            yield await Promise.resolve(part);
          }
        })(),
        {
          forEachAsync: async visit => {
            for (const part of parts) {
              await visit(part);
            }
          },
        },
      ];
      for (const source of sources) {
        const {eigenvalues, eigenvectors} = await PcaColorJitter.fit(source, {stddev: 0.2});
        expectClose([...eigenvalues], direct.eigenvalues, 1e-9);
        expectClose(eigenvectors.flat(), direct.eigenvectors.flat(), 1e-9);
      }
      tf.dispose(parts);
    });
    x.dispose();
  });

  it('adds one color to all pixels of an image, drawn from (seed, position)', async () => {
    await expectNoLeak(() => {
      const jitter = new PcaColorJitter(axes);
      const x = ramp([2, 2, 2, 3], 'int32');
      const y = jitter.apply(x, {seed: 9});
      const shifts = [0, 1].map(b => jitter.drawShift(RandomStream.derive(9, 'PcaColorJitter', b)));
      expect(y.dtype).toBe('float32');
      expectClose(
        y.dataSync(),
        Array.from({length: 24}, (_, i) => i + shifts[Math.floor(i / 12)]![i % 3]!),
        1e-6,
      );
      tf.dispose([x, y]);
    });
  });

  it('changes nothing with a standard deviation of 0', () => {
    tf.tidy(() => {
      const x = ramp<tf.Rank.R3>([1, 2, 3]);
      const y = new PcaColorJitter({...axes, stddev: 0}).apply(x, {seed: 1});
      expect([...y.dataSync()]).toEqual([0, 1, 2, 3, 4, 5]);
    });
  });

  it('refuses gray images, no image, and a wrong number of colors', async () => {
    const gray = tf.zeros<tf.Rank.R3>([2, 2, 1]);
    const color = tf.zeros<tf.Rank.R3>([2, 2, 3]);
    await expectAlexNetError(
      () => PcaColorJitter.fit(gray),
      'bad-shape',
      '[2,2,1]',
      'fix: leave color jitter out',
    );
    await expectAlexNetError(() => PcaColorJitter.fit([]), 'bad-data', 'at least one image');
    await expectAlexNetError(() => shiftColors(color, []), 'bad-argument', '0 colors', 'fix: ');
    tf.dispose([gray, color]);
  });
});

describe('the options of PcaColorJitter', () => {
  it.each([[{std: 0.1}, 'did you mean "stddev"?']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () =>
        new PcaColorJitter({
          eigenvalues: [1, 1, 1],
          eigenvectors: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
          ...args,
        }),
      'bad-argument',
      fix,
    );
  });
});
