import {describe, expect, it} from 'vitest';
import {encodeNpz} from '../../../src/formats/numpy/encode-npz';
import {encodeSafetensors} from '../../../src/formats/safetensors/encode-safetensors';
import {parseWeightFile} from '../../../src/formats/parse-weight-file';
import type {WeightFormat} from '../../../src/formats/weight-file';
import {caffeV2Bytes} from '../../support/caffe-bytes';
import {expectAlexNetError} from '../../support/matchers';
import {floats, goldenWeights, protobuf, utf8} from '../../support/weight-bytes';

describe('parseWeightFile', () => {
  it.each<[string, WeightFormat, number, Uint8Array]>([
    ['a .caffemodel', 'caffe', 2, caffeV2Bytes()],
    ['a .pth', 'torch', 11, goldenWeights('dtypes-zip.pth')],
    ['a .safetensors', 'safetensors', 11, goldenWeights('dtypes.safetensors')],
    ['an .onnx', 'onnx', 13, goldenWeights('small.onnx')],
    ['an .npz', 'npz', 12, goldenWeights('arrays.npz')],
    ['an .npy', 'npz', 1, goldenWeights('ramp.npy')],
  ])('reads %s, with the format found or given', async (_what, format, count, bytes) => {
    const found = await parseWeightFile(bytes, {fileName: 'weights'});
    expect([found.format, found.arrays.length]).toEqual([format, count]);
    expect(await parseWeightFile(bytes, {format, fileName: 'weights'})).toEqual(found);
  });

  it('reads back what the writers of this package write, texts included', async () => {
    const arrays = [{name: 'conv1/0', shape: [2], data: Float32Array.of(1, 2)}];
    const texts = {'tfjs-alexnet.preprocessing': '{"a": "ü"}'};
    expect(await parseWeightFile(encodeNpz(arrays, texts))).toEqual({format: 'npz', arrays, metadata: texts});
    expect(await parseWeightFile(encodeSafetensors(arrays, {metadata: texts}))).toMatchObject({
      format: 'safetensors',
      arrays,
      metadata: texts,
    });
  });

  it('reads a Caffe network without layers of weights, and an ArrayBuffer', async () => {
    const layer = protobuf(writer => {
      writer.writeBytesField(100, new Uint8Array(0));
    });
    expect(await parseWeightFile(layer)).toMatchObject({format: 'caffe', layers: [{name: ''}]});
    const npy = await parseWeightFile(goldenWeights('ramp.npy').slice().buffer, {fileName: 'a/ramp.npy'});
    expect(npy.arrays.map(({name}) => name)).toEqual(['ramp']);
  });

  it('reads a tfjs model with the bytes of its weights, and asks for them', async () => {
    const json = utf8(
      '{"weightsManifest": [{"paths": ["b"], "weights": [{"name": "w", "shape": [1], "dtype": "float32"}]}]}',
    );
    expect((await parseWeightFile(json, {weightBytes: floats(3)})).arrays[0]!.data[0]).toBe(3);
    await expectAlexNetError(() => parseWeightFile(json), 'bad-argument', 'weightBytes');
  });

  it('names the known formats for one that is not', async () => {
    await expectAlexNetError(
      () => parseWeightFile(floats(1), {format: 'safetensor' as WeightFormat}),
      'bad-argument',
      'did you mean "safetensors"?',
    );
  });

  it('names the file, and what is no bytes', async () => {
    await expectAlexNetError(
      () => parseWeightFile(utf8('?'), {fileName: 'a.safetensors'}),
      'bad-weights',
      'parseSafetensors "a.safetensors"',
    );
    await expectAlexNetError(
      () => parseWeightFile(Uint8Array.of(1, 2, 3), {fileName: 'odd.bin'}),
      'bad-weights',
      'parseWeightFile "odd.bin"',
      'fix:',
    );
    await expectAlexNetError(
      () => parseWeightFile('weights.npz' as unknown as Uint8Array),
      'bad-argument',
      'parseWeightFile',
      'readFileSync(path)',
    );
  });
});
