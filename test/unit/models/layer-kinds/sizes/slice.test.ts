import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../../../../src/definitions/caffe/network-from-caffe';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('slice', () => {
  it('keeps consecutive channels', () => {
    expectAsPlanned({kind: 'slice', name: 's', size: 2}, [8, 6, 4]);
    expect(planOf({kind: 'slice', name: 's', begin: 1, size: 3}, [8, 6, 4]).outputShape).toEqual([8, 6, 3]);
  });

  it('refuses channels that are not there', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'slice', name: 's', begin: 2, size: 3}, [8, 6, 4]),
      'bad-argument',
      'size',
    );
  });

  const x = tf.tensor4d(
    Array.from({length: 2 * 4 * 4}, (_, i) => i),
    [1, 2, 4, 4],
  );
  const run = (parameters: string, tops: number, output: string): number[] => {
    const names = Array.from({length: tops}, (_, i) => `top: "${'abc'[i]!}"`).join(' ');
    const {model} = networkFromCaffe(
      `input: "data" input_dim: 1 input_dim: 4 input_dim: 2 input_dim: 4
       layer { name: "r" type: "ReLU" bottom: "data" top: "r" }
       layer { name: "s" type: "Slice" bottom: "r" ${names} slice_param { ${parameters} } }`,
      {seed: 1, output},
    );
    const y = model.predict(x) as tf.Tensor;
    return [...y.shape.slice(1), y.dataSync()[0]!];
  };

  it.each<[string, number, string, number[]]>([
    ['slice_point: 3', 2, 'a', [2, 4, 3, 0]],
    ['slice_point: 3', 2, 'b', [2, 4, 1, 3]],
    ['', 2, 'b', [2, 4, 2, 2]],
    ['axis: 3 slice_point: 1 slice_point: 2', 3, 'c', [2, 2, 4, 8]],
    ['slice_dim: 2', 2, 'b', [1, 4, 4, 16]],
    ['axis: -3', 2, 'b', [2, 4, 2, 2]],
  ])('takes a tensor of Caffe apart: %s into %i, of which %s', (parameters, tops, output, expected) => {
    expect(run(parameters, tops, output)).toEqual(expected);
  });
});
