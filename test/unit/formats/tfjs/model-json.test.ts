import {describe, expect, it} from 'vitest';
import {parseModelJson} from '../../../../src/formats/tfjs/model-json';
import {expectAlexNetError} from '../../../support/matchers';

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

  it.each([
    ['text that is no JSON', '{"modelTopology":', 'not JSON'],
    ['no model', '{"weightsManifest":[]}', 'no model in it'],
    ['null', 'null', 'no model in it'],
    ['a graph model', '{"modelTopology":{},"format":"graph-model"}', 'graph model'],
    ['no manifest', '{"modelTopology":{}}', 'weightsManifest is not a list'],
    ['a group without paths', model({weights: []}), 'a group of weightsManifest is damaged'],
    ['a path upwards', model({paths: ['../../etc/passwd'], weights: []}), 'outside the model directory'],
    ['an absolute path', model({paths: ['/etc/passwd'], weights: []}), 'outside the model directory'],
    ['a path with a drive', model({paths: ['C:\\x'], weights: []}), 'outside the model directory'],
    ['a path that is a number', model({paths: [1], weights: []}), 'outside the model directory'],
    ['a negative size', withWeight({shape: [-1]}), 'not described as it should be'],
    ['a broken size', withWeight({shape: [1.5]}), 'not described as it should be'],
    ['a size beyond all numbers', withWeight({shape: [1e200, 1e200]}), 'not described as it should be'],
    ['a dtype of nobody', withWeight({dtype: 'float8'}), 'not described as it should be'],
    ['no name', withWeight({name: 7}), 'not described as it should be'],
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
