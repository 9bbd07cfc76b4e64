import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../../../../src/definitions/caffe/network-from-caffe';
import type {CropRow} from '../../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

const row = (top: number): CropRow => ({
  kind: 'crop',
  name: 'c',
  cropping: [
    [top, 2],
    [0, 1],
  ],
});

describe('crop', () => {
  it('cuts pixels off', () => {
    expectAsPlanned(row(1), [8, 6, 4]);
    expect(planOf(row(1), [8, 6, 4]).outputShape).toEqual([5, 5, 4]);
  });

  it('refuses a negative number of pixels', async () => {
    await expectAlexNetError(() => planOf(row(-1), [8, 6, 4]), 'bad-argument', 'cropping');
  });

  const crop = (parameters: string): string =>
    `input: "data" input_dim: 1 input_dim: 1 input_dim: 5 input_dim: 6
     layer { name: "small" type: "Pooling" bottom: "data" top: "small" pooling_param { kernel_size: 3 stride: 1 } }
     layer { name: "c" type: "Crop" bottom: "data" bottom: "small" top: "c" crop_param { ${parameters} } }`;

  it('has the size of the second input of Caffe, from the offset on', () => {
    const x = tf.tensor4d(
      Array.from({length: 30}, (_, i) => i),
      [1, 5, 6, 1],
    );
    const first = (parameters: string): number[] => {
      const {model} = networkFromCaffe(crop(parameters), {seed: 1});
      const y = model.predict(x) as tf.Tensor;
      return [...y.shape.slice(1), y.dataSync()[0]!];
    };
    expect(first('offset: 1')).toEqual([3, 4, 1, 7]);
    expect(first('offset: 0 offset: 2')).toEqual([3, 4, 1, 2]);
    expect(first('axis: 3 offset: 2')).toEqual([5, 4, 1, 2]);
    expect(first('axis: -1')).toEqual([5, 4, 1, 0]);
  });

  it('refuses offsets beyond the image', async () => {
    await expectAlexNetError(() => networkFromCaffe(crop('offset: 3')), 'unsupported', 'at 3');
    await expectAlexNetError(() => networkFromCaffe(crop('axis: 1')), 'unsupported', 'from axis 1');
  });
});
