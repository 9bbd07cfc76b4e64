import {describe, expect, it} from 'vitest';
import {readWeights} from '../../../src/weights/read-weights';
import {encodeNpz} from '../../../src/formats/numpy/encode-npz';
import {encodeSafetensors} from '../../../src/formats/safetensors/encode-safetensors';
import type {WeightFormat} from '../../../src/formats/weight-file';
import {caffeV2Bytes} from '../../support/caffe-bytes';
import {expectAlexNetError} from '../../support/matchers';
import {goldenWeights, utf8} from '../../support/weight-bytes';

describe('readWeights', () => {
  const arrays = [{name: 'conv1/0', shape: [2], data: Float32Array.of(1, 2)}];

  it('finds out what kind of file it is', async () => {
    expect(await readWeights(encodeNpz(arrays))).toMatchObject({format: 'npz', arrays});
    expect(await readWeights(encodeSafetensors(arrays))).toMatchObject({format: 'safetensors', arrays});
  });

  it.each<[WeightFormat, Uint8Array]>([
    ['caffe', caffeV2Bytes()],
    ['torch', goldenWeights('dtypes-zip.pth')],
    ['safetensors', goldenWeights('dtypes.safetensors')],
    ['onnx', goldenWeights('small.onnx')],
    ['npz', goldenWeights('arrays.npz')],
    ['npz', goldenWeights('ramp.npy')],
  ])('reads %s, found out or named', async (format, bytes) => {
    const found = await readWeights(bytes, {fileName: 'weights'});
    expect(found.format).toBe(format);
    expect(found.arrays.length).toBeGreaterThan(0);
    expect(await readWeights(bytes, {format, fileName: 'weights'})).toEqual(found);
  });

  it('says that a model.json is not all, and which formats there are', async () => {
    await expectAlexNetError(() => readWeights(utf8('{}')), 'bad-argument', 'weightBytes');
    await expectAlexNetError(
      () => readWeights(utf8('{}'), {format: 'safetensor' as WeightFormat}),
      'bad-argument',
      'did you mean "safetensors"?',
    );
  });

  it('names the file that is none', async () => {
    await expectAlexNetError(
      () => readWeights(Uint8Array.of(1, 2, 3), {fileName: 'odd.bin'}),
      'bad-weights',
      'odd.bin',
      'fix:',
    );
  });
});
