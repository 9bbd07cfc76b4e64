import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {
  evaluationTransform,
  trainingTransform,
  type TrainingTransformOptions,
} from '../../../src/augmentation/batch-transform';
import {PcaColorJitter} from '../../../src/augmentation/pca-color-jitter';
import {drawCrop} from '../../../src/augmentation/random-crop';
import {drawFlip} from '../../../src/augmentation/random-flip-left-right';
import {encodeMeanImage, type Preprocessing} from '../../../src/core/preprocessing';
import {RandomStream} from '../../../src/core/random';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

const SIDE = 9;
const [HEIGHT, WIDTH] = [6, 5];
const preprocessing: Preprocessing = {
  version: 1,
  inputShape: [HEIGHT, WIDTH, 3],
  resizeShorterSide: SIDE,
  channelOrder: 'rgb',
  mean: [120, 110, 100],
  scale: [0.5, 0.25, 2],
  pca: {
    eigenvalues: [9000, 800, 100],
    eigenvectors: [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
      [0, 0, 1],
    ],
  },
  classes: ['dog', 'cat'],
};
const meanValues = Float32Array.from({length: SIDE * SIDE * 3}, (_, i) => (i * 7) % 200);
const withMeanImage = {...preprocessing, meanImage: encodeMeanImage(meanValues, [SIDE, SIDE, 3])};
const bytes = (count: number): Uint8Array =>
  Uint8Array.from({length: count * SIDE * SIDE * 3}, (_, i) => (i * 31 + (i >> 3)) % 256);
const tensor = (count: number, dtype: 'int32' | 'float32' = 'int32'): tf.Tensor4D =>
  tf.tensor4d(bytes(count), [count, SIDE, SIDE, 3], dtype);

/** One number at a time: slow and obvious. */
function naive(
  {mean, meanImage, scale, channelOrder}: Preprocessing,
  count: number,
  draw: (b: number) => {top: number; left: number; flip: boolean; shift: readonly number[]},
): number[] {
  const pixels = bytes(count);
  const result: number[] = [];
  for (let b = 0; b < count; b++) {
    const {top, left, flip, shift} = draw(b);
    for (let i = 0; i < HEIGHT; i++) {
      for (let j = 0; j < WIDTH; j++) {
        const row = top + i;
        const column = left + (flip ? WIDTH - 1 - j : j);
        const pixel = [0, 1, 2].map(c => {
          const at = (row * SIDE + column) * 3 + c;
          const middle = meanImage === undefined ? mean[c]! : meanValues[at]!;
          return (pixels[b * SIDE * SIDE * 3 + at]! - middle + shift[c]!) * scale[c]!;
        });
        result.push(...(channelOrder === 'bgr' ? pixel.toReversed() : pixel));
      }
    }
  }
  return result;
}

const center = {top: 1, left: 2, flip: false, shift: [0, 0, 0]};

describeOnBackends('trainingTransform', () => {
  it.each<[string, Preprocessing, TrainingTransformOptions]>([
    ['the paper’s defaults', preprocessing, {seed: 3}],
    ['a mean image and BGR', {...withMeanImage, channelOrder: 'bgr'}, {seed: 4}],
    ['a crop only', preprocessing, {seed: 5, flip: false, colorStddev: 0}],
    ['no crop', preprocessing, {seed: 5, crop: false}],
    ['nothing drawn', preprocessing, {seed: 5, crop: false, flip: false, colorStddev: 0}],
    [
      'strong colors by standard deviation',
      preprocessing,
      {seed: 6, colorStddev: 0.5, colorMagnitude: 'deviation'},
    ],
    ['a scale of 1', {...preprocessing, scale: [1, 1, 1]}, {seed: 7}],
  ])('equals a naive loop over pixels with %s', async (_title, record, options) => {
    const {crop = true, flip = true, colorStddev = 0.1, colorMagnitude} = options;
    const indices = [4, 0, 17, 2];
    await expectNoLeak(() => {
      const x = tensor(4);
      const y = trainingTransform(record, options)(x, {epoch: 2, indices});
      const jitter = new PcaColorJitter({
        ...preprocessing.pca!,
        stddev: colorStddev,
        magnitude: colorMagnitude,
      });
      const expected = naive(record, 4, b => {
        const stream = RandomStream.derive(options.seed, 'augment', 2, indices[b]!);
        const {top, left} = crop ? drawCrop(stream, [SIDE, SIDE], [HEIGHT, WIDTH]) : center;
        const flipped = flip && drawFlip(stream);
        return {top, left, flip: flipped, shift: jitter.drawShift(stream)};
      });
      expect(y.shape).toEqual([4, HEIGHT, WIDTH, 3]);
      expect(y.dtype).toBe('float32');
      expectClose(y.dataSync(), expected, 1e-6);
      tf.dispose([x, y]);
    });
  });

  it('draws for an image and an epoch, independent of the other images in the batch', () => {
    tf.tidy(() => {
      const transform = trainingTransform(preprocessing, {seed: 1});
      const x = tensor(2);
      const [first, second] = tf.unstack(transform(x, {epoch: 0, indices: [7, 8]}));
      const swapped = tf.reverse4d(x, 0);
      const [second2, first2] = tf.unstack(transform(swapped, {epoch: 0, indices: [8, 7]}));
      expect([...first!.dataSync()]).toEqual([...first2!.dataSync()]);
      expect([...second!.dataSync()]).toEqual([...second2!.dataSync()]);
      const other = transform(x, {epoch: 1, indices: [7, 8]});
      expect([...tf.unstack(other)[0]!.dataSync()]).not.toEqual([...first!.dataSync()]);
    });
  });

  it('has the same result for int32 and float32, and for the same call', () => {
    tf.tidy(() => {
      const at = {epoch: 1, indices: [0, 1]};
      const transform = trainingTransform(withMeanImage, {seed: 1});
      const values = transform(tensor(2), at).arraySync();
      expect(transform(tensor(2, 'float32'), at).arraySync()).toEqual(values);
      expect(trainingTransform(withMeanImage, {seed: 1})(tensor(2), at).arraySync()).toEqual(values);
    });
  });

  it('scales crops where a range of areas is given', async () => {
    await expectNoLeak(() => {
      const x = tensor(3);
      const options = {seed: 1, cropArea: [0.3, 1], cropAspectRatio: [0.8, 1.25]} as const;
      const y = trainingTransform(preprocessing, options)(x, {epoch: 0, indices: [0, 1, 2]});
      expect(y.shape).toEqual([3, HEIGHT, WIDTH, 3]);
      tf.dispose([x, y]);
    });
  });

  it('leaves the colors alone where their components are not known', () => {
    tf.tidy(() => {
      const record = {...preprocessing, pca: undefined};
      const options = {seed: 1, crop: false, flip: false};
      const y = trainingTransform(record, options)(tensor(1), {epoch: 0, indices: [0]});
      expect([...y.dataSync()]).toEqual([...evaluationTransform(record)(tensor(1)).dataSync()]);
    });
  });
});

describeOnBackends('evaluationTransform', () => {
  it.each([
    ['a mean per channel', preprocessing],
    ['a mean image, BGR', {...withMeanImage, channelOrder: 'bgr' as const}],
  ])('takes the center and equals a naive loop with %s', async (_title, record) => {
    await expectNoLeak(() => {
      const x = tensor(2);
      const y = evaluationTransform(record)(x);
      expectClose(
        y.dataSync(),
        naive(record, 2, () => center),
        1e-6,
      );
      tf.dispose([x, y]);
    });
  });
});

describe('what trainingTransform refuses', () => {
  it('refuses colors without components, a seed that is none, and a wrong number of indices', async () => {
    const record = {...preprocessing, pca: undefined};
    await expectAlexNetError(
      () => trainingTransform(record, {seed: 1, colorStddev: 0.1}),
      'bad-argument',
      'colorStddev = 0.1, no pca',
      'fix: ',
    );
    await expectAlexNetError(() => trainingTransform(record, {seed: NaN}), 'bad-argument', 'seed = NaN');
    const x = tensor(2);
    await expectAlexNetError(
      () => trainingTransform(record, {seed: 1})(x, {epoch: 0, indices: [1]}),
      'bad-argument',
      '1 indices',
    );
    x.dispose();
  });
});
