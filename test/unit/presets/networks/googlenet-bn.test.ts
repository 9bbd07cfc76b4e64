import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/models/describe-model';
import {GOOGLENET_BN} from '../../../../src/presets/networks/googlenet-bn';

it('googlenet-bn has the parameters of torchvision’s, and twice the channels as running statistics', () => {
  const {layers, parameters} = describeModel(GOOGLENET_BN);
  const channels = layers.filter(({type}) => type === 'batchNorm' || type === 'BatchNormalization');
  const statistics = channels.reduce((sum, layer) => sum + layer.parameters / 2, 0);
  expect(channels.length).toBe(57);
  // torchvision's record says 6,624,904.
  expect(parameters - statistics).toBe(6_624_904);
});
