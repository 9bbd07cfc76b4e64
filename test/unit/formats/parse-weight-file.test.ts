import {describe, expect, it} from 'vitest';
import {parseWeightFile} from '../../../src/formats/parse-weight-file';
import {type WeightFormat} from '../../../src/formats/weight-file';
import {expectAlexNetError} from '../../support/matchers';
import {floats, goldenWeights, protobuf, utf8} from '../../support/weight-bytes';

describe('parseWeightFile', () => {
  it.each([
    ['dtypes.safetensors', 'safetensors', 11],
    ['dtypes-zip.pth', 'torch', 11],
    ['arrays.npz', 'npz', 12],
    ['small.onnx', 'onnx', 13],
  ])('reads %s', (name, format, count) => {
    const file = parseWeightFile(goldenWeights(name), {fileName: name});
    expect([file.format, file.arrays.length]).toEqual([format, count]);
    expect(parseWeightFile(goldenWeights(name), {format: format as WeightFormat}).arrays).toHaveLength(count);
  });

  it('reads a Caffe network, an .npy file and a tfjs model', () => {
    const layer = protobuf(writer => {
      writer.writeBytesField(100, new Uint8Array(0));
    });
    expect(parseWeightFile(layer)).toMatchObject({format: 'caffe', layers: [{name: ''}]});
    const npy = parseWeightFile(goldenWeights('ramp.npy').slice().buffer, {fileName: 'a/ramp.npy'});
    expect(npy.arrays.map(({name}) => name)).toEqual(['ramp']);
    const json = utf8(
      '{"weightsManifest": [{"paths": ["b"], "weights": [{"name": "w", "shape": [1], "dtype": "float32"}]}]}',
    );
    expect(parseWeightFile(json, {weightBytes: floats(3)}).arrays[0]!.data[0]).toBe(3);
  });

  it('asks for the weights of a model.json', async () => {
    await expectAlexNetError(() => parseWeightFile(utf8('{}')), 'bad-argument', 'weightBytes');
  });

  it('refuses a format that it does not know', async () => {
    await expectAlexNetError(
      () => parseWeightFile(floats(1), {format: 'safetensor' as WeightFormat}),
      'bad-argument',
      'did you mean "safetensors"?',
    );
  });

  it('names the file', async () => {
    await expectAlexNetError(
      () => parseWeightFile(utf8('?'), {fileName: 'a.safetensors'}),
      'bad-weights',
      'parseSafetensors "a.safetensors"',
    );
  });
});
