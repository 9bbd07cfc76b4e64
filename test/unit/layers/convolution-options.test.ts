import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {expect, it} from 'vitest';
import {CONVOLUTION_OPTIONS} from '../../../src/layers/convolution-options';

it('has every option that a saved convolution of tfjs has', () => {
  const saved = tfl.layers.conv2d({filters: 1, kernelSize: 1, inputShape: [1, 1, 1]}).getConfig();
  expect(Object.keys(saved).filter(name => !(name in CONVOLUTION_OPTIONS))).toEqual([]);
});
