import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {holdsDefinition, importDefinition} from '../../../src/weights/import-definition.node.js';
import {countingArray, onnxModel, onnxNode} from '../../support/onnx-graph';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

const ARRAYS = [countingArray('w', [4, 3, 1, 1]), countingArray('b', [4])];
const file = onnxModel(
  [onnxNode('Conv', 'c', ['x', 'w', 'b']), onnxNode('GlobalAveragePool', 'g', ['c'])],
  ARRAYS,
);
const labels = (count: number): Promise<string[]> =>
  Promise.resolve(Array.from({length: count}, (_, i) => `class ${i}`));
const args = {path: 'net.onnx', file, given: {}, options: {}, labels};

describe('importDefinition', () => {
  it('makes the network of an ONNX graph, and says what it assumed of photos', async () => {
    const {model, preprocessing, assumed} = await importDefinition(args);
    expect(model.outputs[0]!.shape).toEqual([null, 4]);
    expect(preprocessing).toMatchObject({
      inputShape: [8, 8, 3],
      channelOrder: 'rgb',
      classes: ['class 0', 'class 1', 'class 2', 'class 3'],
    });
    expect(assumed).toHaveLength(3);
    model.dispose();
  });

  it('takes what a graph does to its input first as preprocessing, unless that is given', async () => {
    const arrays = [
      ...ARRAYS,
      {name: 'mean', shape: [1, 3, 1, 1], data: Float32Array.of(0.5, 0.25, 0.75)},
      {name: 'deviation', shape: [], data: Float32Array.of(0.5)},
      countingArray('surplus', [2]),
    ];
    const nodes = [
      onnxNode('Sub', 'shifted', ['x', 'mean']),
      onnxNode('Div', 'scaled', ['shifted', 'deviation']),
      onnxNode('Conv', 'c', ['scaled', 'w']),
      onnxNode('GlobalAveragePool', 'g', ['c']),
    ];
    const file = onnxModel(nodes, arrays);
    const {model, preprocessing, assumed, unused} = await importDefinition({...args, file});
    expect(model.layers.map(layer => layer.getClassName())).toEqual([
      'InputLayer',
      'Conv2D',
      'GlobalAveragePooling2D',
    ]);
    expect(preprocessing).toMatchObject({mean: [0.5, 0.25, 0.75], scale: [2, 2, 2]});
    expect(assumed).toEqual(['the colors in the order RGB']);
    // One of the arrays of these tests has no use in this graph.
    expect(unused).toContain('surplus');
    const given = await importDefinition({...args, file, given: {scale: [1]}});
    expect(given.model.layers).toHaveLength(5);
  });

  it('keeps the preprocessing that the file carries', async () => {
    const {preprocessing, assumed, model} = await importDefinition({...args, carried: TINY_PREPROCESSING});
    expect(preprocessing).toMatchObject({mean: TINY_PREPROCESSING.mean, scale: TINY_PREPROCESSING.scale});
    expect(assumed).toEqual([]);
    model.dispose();
  });

  it('refuses a network that does not end in classes, weights alone, and a prototxt for ONNX', async () => {
    await expectAlexNetError(
      () =>
        importDefinition({
          ...args,
          file: onnxModel([onnxNode('ReduceMax', 'm', ['x'], {axes: [1], keepdims: 0})]),
        }),
      'unsupported',
      '[batch, 8, 8]',
      '--end-at',
    );
    const weights = {format: 'npz', arrays: ARRAYS, metadata: {}} as const;
    expect(holdsDefinition(weights)).toBe(false);
    await expectAlexNetError(() => importDefinition({...args, file: weights}), 'bad-argument', 'npz');
    await expectAlexNetError(
      () => importDefinition({...args, prototxt: {path: 'a.prototxt', text: ''}}),
      'bad-argument',
      'a .caffemodel',
    );
  });
});
