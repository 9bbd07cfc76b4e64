import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/models/describe-model';
import {GOOGLENET} from '../../../../src/presets/networks/googlenet';

it('googlenet has the output sizes of table 1', () => {
  const {layers} = describeModel(GOOGLENET);
  const sizes = Object.fromEntries(
    layers.map(({name, outputShape}) => [name, outputShape.slice(1).join(' ')]),
  );
  expect(sizes).toMatchObject({
    'conv1/7x7_s2': '112 112 64',
    'pool2/3x3_s2': '28 28 192',
    'inception_3a/output': '28 28 256',
    'inception_3b/output': '28 28 480',
    'inception_4a/output': '14 14 512',
    'inception_4d/output': '14 14 528',
    'inception_4e/output': '14 14 832',
    'inception_5b/output': '7 7 1024',
  });
});
