import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/models/describe-model';
import {VGG11, VGG16, VGG19} from '../../../../src/presets/networks/vgg';

it.each([
  [VGG11, 11, 7],
  [VGG16, 16, 7],
  [VGG19, 19, 7],
])(
  '$id has as many layers with weights as its name says, and 7 × 7 × 512 values before fc6',
  (preset, depth, side) => {
    const {layers} = describeModel(preset);
    expect(layers.filter(({parameters}) => parameters > 0).length).toBe(depth);
    expect(layers.find(({name}) => name === 'pool5')?.outputShape).toEqual([null, side, side, 512]);
  },
);
