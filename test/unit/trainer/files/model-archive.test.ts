import {unzipSync, zipSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {unzipParts, zipFiles} from '../../../../src/trainer/files/model-archive';
import {expectAlexNetError} from '../../../support/matchers';

const files = {
  'weights.bin': Uint8Array.from({length: 4000}, () => 7),
  'model.json': new TextEncoder().encode('{}'.repeat(100)),
};

describe('a model directory in one file', () => {
  it('holds every file, and stores weights as they are', () => {
    const zip = zipFiles(files);
    expect(Object.keys(unzipSync(zip))).toEqual(Object.keys(files));
    expect(zip.length).toBeGreaterThan(4000);
    const parts = unzipParts(zip, 'a.zip');
    expect(parts.paths).toEqual(Object.keys(files));
    expect(parts.read('model.json')).toEqual(files['model.json']);
    expect(parts.read('other')).toBeUndefined();
  });

  it('names the file in it that is damaged', async () => {
    const zip = zipSync(files, {level: 0});
    zip[2000]! ^= 0xff;
    const parts = unzipParts(zip, 'a.zip');
    const error = await expectAlexNetError(() => parts.read('weights.bin'), 'bad-weights', 'weights.bin');
    expect(error.details).toMatchObject({files: ['weights.bin']});
    await expectAlexNetError(() => unzipParts(zip.subarray(0, 1000), 'a.zip'), 'bad-weights', 'a.zip');
  });
});
