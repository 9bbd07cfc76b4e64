import {describe, expect, it} from 'vitest';
import {parseTfjsModel} from '../../../../src/formats/tfjs/parse-tfjs-model';
import {expectAlexNetError} from '../../../support/matchers';
import {byName, floats, joinBytes, utf8} from '../../../support/weight-bytes';

const json = (...weights: object[]): object => ({
  format: 'layers-model',
  generatedBy: 'a test',
  modelTopology: {},
  weightsManifest: [{paths: ['weights.bin'], weights}],
});

const quantized = (dtype: string, more: object = {}): object =>
  json({name: 'w', shape: [2], dtype: 'float32', quantization: {dtype, ...more}});

describe('parseTfjsModel', () => {
  it('reads weights one behind the other, from any number of files', () => {
    const model = {
      weightsManifest: [
        {paths: ['a', 'b'], weights: [{name: 'w', shape: [1, 2], dtype: 'float32'}]},
        {
          paths: ['c'],
          weights: [
            {name: 'n', shape: [], dtype: 'int32'},
            {name: 'm', shape: [2], dtype: 'bool'},
          ],
        },
      ],
    };
    const files = [floats(1), floats(2), joinBytes([7, 0, 0, 0], [1, 0])];
    const expected = {
      w: [
        [1, 2],
        [1, 2],
      ],
      n: [[], [7]],
      m: [[2], [1, 0]],
    };
    expect(byName(parseTfjsModel(model, files).arrays)).toEqual(expected);
    expect(byName(parseTfjsModel(model, joinBytes(...files)).arrays)).toEqual(expected);
  });

  it('takes model.json as an object, as text and as bytes', () => {
    const model = json({name: 'w', shape: [1], dtype: 'float32'});
    for (const form of [model, JSON.stringify(model), utf8(JSON.stringify(model))]) {
      expect(parseTfjsModel(form, floats(3))).toEqual({
        format: 'tfjs',
        arrays: [{name: 'w', shape: [1], data: Float32Array.of(3)}],
        metadata: {format: 'layers-model', generatedBy: 'a test'},
      });
    }
  });

  it('undoes quantization', () => {
    const values = (model: object, bytes: number[]): number[] => [
      ...parseTfjsModel(model, Uint8Array.from(bytes)).arrays[0]!.data,
    ];
    expect(values(quantized('float16'), [0, 0x3c, 0, 0xc1])).toEqual([1, -2.5]);
    expect(values(quantized('uint8', {scale: 0.5, min: -1}), [0, 255])).toEqual([-1, 126.5]);
    expect(values(quantized('uint16', {scale: 0.5, min: -1}), [0, 0, 1, 1])).toEqual([-1, 127.5]);
    const whole = json({
      name: 'w',
      shape: [2],
      dtype: 'int32',
      quantization: {dtype: 'uint8', scale: 0.3, min: 0},
    });
    expect(values(whole, [1, 5])).toEqual([0, 2]);
  });

  it.each<[string, object | string, Uint8Array, string[]]>([
    ['text that is not JSON', '{', floats(1), ['model.json is not JSON']],
    ['JSON without a manifest', {}, floats(1), ['no model.json', '{}']],
    ['a group that is a number', {weightsManifest: [1]}, floats(1), ['a group']],
    ['a weight without a shape', json({name: 'w', dtype: 'float32'}), floats(1), ['"dtype"', '"name":"w"']],
    ['a size below zero', json({name: 'w', shape: [-1], dtype: 'float32'}), floats(1), ['the shape of "w"']],
    [
      'too few bytes',
      json({name: 'w', shape: [2], dtype: 'float32'}),
      floats(1),
      ['ends too early', '8 bytes'],
    ],
    [
      'too many bytes',
      json({name: 'w', shape: [1], dtype: 'float32'}),
      floats(1, 2),
      ['left over', 'its order'],
    ],
    [
      'quantization without a scale',
      quantized('uint8'),
      Uint8Array.of(1, 2),
      ['quantization of "w"', '"uint8"'],
    ],
    ['an unknown quantization', quantized('uint4', {scale: 1, min: 0}), floats(1), ['"uint4"']],
    ['a scale that is a text', quantized('uint8', {scale: 'x', min: 0}), Uint8Array.of(1, 2), ['"x"']],
    [
      'a name that is there twice',
      json({name: 'w', shape: [1], dtype: 'float32'}, {name: 'w', shape: [1], dtype: 'float32'}),
      floats(1, 2),
      ['"w" twice'],
    ],
  ])('refuses %s', async (_, model, bytes, fragments) => {
    await expectAlexNetError(() => parseTfjsModel(model, bytes), 'bad-weights', ...fragments);
  });

  it.each(['string', 'complex64'])('does not read weights of dtype %s', async dtype => {
    const model = json({name: 'w', shape: [1], dtype});
    await expectAlexNetError(() => parseTfjsModel(model, floats(1)), 'unsupported', dtype, 'plain numbers');
  });
});
