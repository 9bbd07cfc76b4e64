import {expect, it} from 'vitest';
import {CAFFENET} from '../../../../src/presets/networks/caffenet';

it("caffenet has the fillers and the channel order of Caffe's bvlc_reference_caffenet", () => {
  expect(CAFFENET.layers.find(row => row.name === 'fc6')).toMatchObject({
    biasInit: 1,
    kernelInit: {kind: 'gaussian', stddev: 0.005},
  });
  expect(CAFFENET.preprocess).toMatchObject({channelOrder: 'bgr', mean: [123, 117, 104]});
});
