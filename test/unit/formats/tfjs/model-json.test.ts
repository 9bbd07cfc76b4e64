import {describe, expect, it} from 'vitest';
import {parseModelJson} from '../../../../src/formats/tfjs/model-json';
import {expectAlexNetError} from '../../../support/matchers';
import {utf8} from '../../../support/weight-bytes';

const WEIGHT = {name: 'a/kernel', shape: [2, 3], dtype: 'float32'};
const model = (group: unknown): string => JSON.stringify({modelTopology: {}, weightsManifest: [group]});
const withWeight = (change: object): string => model({paths: ['w.bin'], weights: [{...WEIGHT, ...change}]});

describe('parseModelJson', () => {
  it('adds up the bytes of all weights, quantized ones at their stored size', () => {
    const text = model({
      paths: ['w.bin', 'sub/more.bin'],
      weights: [
        WEIGHT,
        {name: 'b', shape: [], dtype: 'int32'},
        {name: 'c', shape: [5], dtype: 'bool'},
        {name: 'd', shape: [5], dtype: 'float32', quantization: {dtype: 'uint8', min: 0, scale: 1}},
      ],
    });
    expect(parseModelJson(text, 'model.json')).toMatchObject({
      paths: ['w.bin', 'sub/more.bin'],
      byteCount: 24 + 4 + 5 + 5,
    });
  });

  it('takes bytes, text and the parsed object', () => {
    const text = model({paths: ['w.bin'], weights: [WEIGHT]});
    const parsed = parseModelJson(text, 'model.json');
    expect(parseModelJson(utf8(text), 'model.json')).toEqual(parsed);
    expect(parseModelJson(JSON.parse(text) as object, 'model.json')).toEqual(parsed);
  });

  it.each(['./cats.weights.bin', 'my cats.bin', 'group1-shard1of2', 'a..b/c.bin'])(
    'takes the path %s, which stays in the directory',
    path => {
      expect(parseModelJson(model({paths: [path], weights: []}), 'model.json').paths).toEqual([path]);
    },
  );

  it.each([
    ['text that is no JSON', '{"modelTopology":', 'not JSON'],
    ['null', 'null', 'this is no model.json'],
    ['no manifest', '{"modelTopology":{}}', 'this is no model.json'],
    ['a key given twice', '{"weightsManifest":[],"weightsManifest":[]}', 'key twice'],
    ['lists without an end', `{"weightsManifest":${'['.repeat(1e5)}`, 'nested too deep'],
    ['more values than memory', `{"weightsManifest":[${'[],'.repeat(3e6)}[]]}`, 'far more memory'],
    ['a group without paths', model({weights: []}), 'a group of the weightsManifest is damaged'],
    ['a path upwards', model({paths: ['../../etc/passwd'], weights: []}), 'outside the model directory'],
    ['a path upwards inside', model({paths: ['a/../../b'], weights: []}), 'outside the model directory'],
    ['an absolute path', model({paths: ['/etc/passwd'], weights: []}), 'outside the model directory'],
    ['a path with a drive', model({paths: ['C:\\x'], weights: []}), 'outside the model directory'],
    ['a path with a backslash', model({paths: ['..\\x'], weights: []}), 'outside the model directory'],
    ['an address', model({paths: ['http://a/x'], weights: []}), 'outside the model directory'],
    ['an empty path', model({paths: [''], weights: []}), 'outside the model directory'],
    ['a path that is a number', model({paths: [1], weights: []}), 'outside the model directory'],
    ['a negative size', withWeight({shape: [-1]}), 'the shape of "a/kernel"'],
    ['a broken size', withWeight({shape: [1.5]}), 'the shape of "a/kernel"'],
    ['a size beyond all numbers', withWeight({shape: [1e200, 1e200]}), 'the shape of "a/kernel"'],
    ['sizes beyond all files', withWeight({shape: [2e9, 2e9]}), 'the shape of "a/kernel" is too large'],
    ['a dtype of nobody', withWeight({dtype: 'float8'}), 'described in a way that is not read'],
    ['no name', withWeight({name: 7}), 'described in a way that is not read'],
    ['a scale that is no number', withWeight({quantization: {dtype: 'uint8', scale: 'x', min: 0}}), '"x"'],
  ])('refuses %s', async (_title, text, problem) => {
    await expectAlexNetError(
      () => parseModelJson(text, 'model.json'),
      'bad-weights',
      'model.json',
      problem,
      'fix:',
    );
  });
});
