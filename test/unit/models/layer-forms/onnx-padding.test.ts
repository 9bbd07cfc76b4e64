import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

/** The rows of an image [[0, 1, 2], [3, 4, 5]] behind a Pad of its columns. */
function padded(attributes: OnnxNode['attributes'], columns: [number, number]): number[][] {
  const [left, right] = columns;
  const node = onnxNode('Pad', 'p', ['x'], {pads: [0, 0, 0, left, 0, 0, 0, right], ...attributes});
  const {model} = networkFromOnnx(onnxModel([node], [], [1, 1, 2, 3]));
  const y = model.predict(tf.reshape(tf.range(0, 6), [1, 2, 3, 1])) as tf.Tensor;
  return tf.squeeze(y, [0, 3]).arraySync() as number[][];
}

describe('readOnnxPad', () => {
  it.each<[OnnxNode['attributes'], [number, number], number[]]>([
    [{}, [1, 2], [0, 0, 1, 2, 0, 0]],
    [{value: 9}, [1, 1], [9, 0, 1, 2, 9]],
    [{mode: 'edge'}, [1, 2], [0, 0, 1, 2, 2, 2]],
    [{mode: 'reflect'}, [2, 1], [2, 1, 0, 1, 2, 1]],
    [{mode: 'wrap'}, [1, 1], [2, 0, 1, 2, 0]],
    [{}, [-1, 1], [1, 2, 0]],
  ])('%j with the widths %j', (attributes, columns, first) => {
    expect(padded(attributes, columns)[0]).toEqual(first);
  });

  it('refuses a border of images', async () => {
    const node = onnxNode('Pad', 'p', ['x'], {pads: [1, 0, 0, 0, 0, 0, 0, 0]});
    await expectAlexNetError(() => networkFromOnnx(onnxModel([node])), 'unsupported', 'along axis 0');
  });
});
