import {expect, it} from 'vitest';
import {BVLC_ALEXNET} from '../../../../src/presets/networks/bvlc-alexnet';

it("bvlc-alexnet has the fillers and multipliers of Caffe's bvlc_alexnet", () => {
  expect(BVLC_ALEXNET.layers.find(row => row.name === 'norm1')).toMatchObject({alpha: 1e-4 / 5, bias: 1});
  expect(BVLC_ALEXNET.layers.find(row => row.name === 'fc6')).toMatchObject({
    biasInit: 0.1,
    kernelInit: {kind: 'gaussian', stddev: 0.005},
  });
  expect(BVLC_ALEXNET.train.multipliers).toEqual({'*/bias': {learningRate: 2, weightDecay: 0}});
});
