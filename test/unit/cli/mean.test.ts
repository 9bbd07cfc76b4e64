import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import sharp from 'sharp';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet mean', () => {
  const root = temporaryDirectory();
  const photos = join(root, 'photos');
  beforeAll(async () => {
    await writeColorPhotos(photos, {perClass: 3});
  });

  it('writes the mean image and the components as JSON', async () => {
    const out = join(root, 'mean.json');
    const {code, result} = await alexnetJson<{count: number; mean: number[]}>(
      'mean',
      '--data',
      photos,
      '--out',
      out,
      '--size',
      '8',
    );
    expect([code, result.count]).toEqual([0, 6]);
    const file = JSON.parse(readFileSync(out, 'utf8')) as {
      mean: number[];
      pca: {eigenvalues: number[]};
      meanImage: {shape: number[]; base64: string};
    };
    expect(file.mean).toEqual(result.mean);
    expect(file.meanImage.shape).toEqual([8, 8, 3]);
    const bytes = Buffer.from(file.meanImage.base64, 'base64');
    const values = Array.from({length: 64}, (_, i) => bytes.readFloatLE(i * 12));
    expect(values.reduce((sum, value) => sum + value, 0) / 64).toBeCloseTo(result.mean[0]!, 3);
    expect(file.pca.eigenvalues.length).toBe(3);
  });

  it('writes the mean image of the requested classes as an image file', async () => {
    const out = join(root, 'mean.png');
    const {code} = await alexnet(
      'mean',
      '--data',
      photos,
      '--out',
      out,
      '--size',
      '8',
      '--classes',
      'cat',
      '--quiet',
    );
    expect(code).toBe(0);
    const {data, info} = await sharp(out).raw().toBuffer({resolveWithObject: true});
    expect([info.width, info.height, info.channels]).toEqual([8, 8, 3]);
    // Cats are bright in red: 120 more than in blue.
    expect(data[0]! - data[2]!).toBeGreaterThan(60);
  });
});
