import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {linearBaseline} from '../../../src/evaluation/linear-baseline';
import {expectAlexNetError} from '../../support/matchers';

type Pictures = Parameters<typeof linearBaseline>[0];

/** Images of noise to which `mark` may do something that depends on the label. */
function pictures(
  count: number,
  seed: number,
  mark: (image: Uint8Array, label: number, random: RandomStream) => void,
  classes = 2,
): Pictures {
  const imageShape = [6, 6, 3] as const;
  const images = new Uint8Array(count * 108);
  const labels = Int32Array.from({length: count}, (_, i) => i % classes);
  for (let i = 0; i < count; i++) {
    const random = RandomStream.derive(seed, 'image', i);
    const image = images.subarray(i * 108, (i + 1) * 108);
    image.forEach((_, p) => (image[p] = 60 + random.integer(120)));
    mark(image, labels[i]!, random);
  }
  return {images, labels, imageShape};
}

describe('linearBaseline', () => {
  it('has the expected defaults', () => {
    const brighter = (image: Uint8Array, label: number): void => {
      image[0] = image[0]! + 40 * label;
    };
    const [training, validation] = [pictures(60, 1, brighter), pictures(60, 2, brighter)];
    expect(linearBaseline(training, validation)).toBe(
      linearBaseline(training, validation, {epochs: 300, l2: 1e-3}),
    );
  });

  it('finds a pixel that tells the classes apart, also among three', () => {
    for (const classes of [2, 3]) {
      const mark = (image: Uint8Array, label: number): void => {
        image[40 + label] = 255;
      };
      const accuracy = linearBaseline(pictures(240, 1, mark, classes), pictures(90, 2, mark, classes));
      expect(accuracy).toBeGreaterThan(0.97);
    }
  });

  it('stays at chance where only the relation of two pixels tells the classes apart', () => {
    const exclusiveOr = (image: Uint8Array, label: number, random: RandomStream): void => {
      const first = random.integer(2);
      image[10] = 255 * first;
      image[11] = 255 * (first ^ label);
    };
    const accuracy = linearBaseline(pictures(400, 1, exclusiveOr), pictures(400, 2, exclusiveOr));
    // 0.5 ± 0.025 (one standard deviation of 400 fair coins).
    expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.08);
  });

  it('reaches the minimum: more steps change nothing', () => {
    const faint = (image: Uint8Array, label: number): void => {
      for (let p = 0; p < 30; p++) {
        image[p] = image[p]! + 9 * label;
      }
    };
    const [training, validation] = [pictures(100, 1, faint), pictures(1000, 2, faint)];
    expect(linearBaseline(training, validation, {l2: 0.1})).toBeCloseTo(
      linearBaseline(training, validation, {l2: 0.1, epochs: 2000}),
      2,
    );
  });

  it('does not mind the scale of the pixels nor pixels that never change', () => {
    const mark = (image: Uint8Array, label: number): void => {
      image.fill(100 + 50 * label, 7, 9);
      image.fill(13, 90);
    };
    const darker = (image: Uint8Array, label: number): void => {
      mark(image, label);
      image.forEach((value, p) => (image[p] = Math.floor(value / 2)));
    };
    const plain = linearBaseline(pictures(120, 1, mark), pictures(120, 2, mark));
    expect(linearBaseline(pictures(120, 1, darker), pictures(120, 2, darker))).toBeCloseTo(plain, 1);
    expect(plain).toBeGreaterThan(0.98);
  });

  it('returns the fraction of the most common class if all pixels are constant', () => {
    const flat = (image: Uint8Array): void => {
      image.fill(77);
    };
    const training = pictures(9, 1, flat);
    expect(linearBaseline(training, training)).toBe(5 / 9);
  });

  it('names what does not fit', async () => {
    const good = pictures(4, 1, () => undefined);
    await expectAlexNetError(
      () => linearBaseline({...good, images: good.images.subarray(1)}, good),
      'bad-shape',
      'training',
      '431 bytes, 4 labels',
      'one label for each',
    );
    await expectAlexNetError(
      () => linearBaseline(good, {images: new Uint8Array(0), labels: new Int32Array(0)}),
      'bad-shape',
      'validation',
      '0 bytes, 0 labels',
    );
    await expectAlexNetError(
      () => linearBaseline(good, {...good, labels: Int32Array.of(0, 1, -1, 0)}),
      'bad-data',
      'labels[2] = -1',
      'leave images without a label out',
    );
    await expectAlexNetError(() => linearBaseline(good, good, {epochs: 0}), 'bad-argument', 'epochs = 0');
    await expectAlexNetError(() => linearBaseline(good, good, {l2: -1}), 'bad-argument', 'l2 = -1');
  });
});
