import {describe, expect, it} from 'vitest';
import type {WeightSlot} from '../../../src/models/weight-layout';
import {KEY_MAPS, stripWrappers} from '../../../src/weights/key-map-names';

const slot = (layer: string, role: WeightSlot['role']): WeightSlot => ({
  name: `${layer}/${role}`,
  layer,
  role,
  shape: [1],
});
const nameIn = (id: string, layer: string, role: WeightSlot['role']): string | undefined =>
  KEY_MAPS.find(map => map.id === id)?.nameOf(slot(layer, role));

describe('the names of weights', () => {
  it('are a layer and a number in Caffe, a module and a part in PyTorch', () => {
    expect(nameIn('caffe', 'fire2/squeeze1x1', 'kernel')).toBe('fire2/squeeze1x1/0');
    expect(nameIn('caffe', 'conv1', 'bias')).toBe('conv1/1');
    expect(nameIn('torch', 'fire2/squeeze1x1', 'kernel')).toBe('fire2.squeeze1x1.weight');
    expect(nameIn('torch', 'norm', 'variance')).toBe('norm.running_var');
  });

  it('are places in torchvision’s networks, which know no other layers', () => {
    expect(nameIn('torchvision:alexnet-owt', 'fc6', 'kernel')).toBe('classifier.1.weight');
    expect(nameIn('torchvision:squeezenet1.0', 'fire9/expand3x3', 'bias')).toBe('features.12.expand3x3.bias');
    expect(nameIn('torchvision:squeezenet1.1', 'fire4/squeeze1x1', 'kernel')).toBe(
      'features.6.squeeze.weight',
    );
    expect(nameIn('torchvision:alexnet-owt', 'conv9', 'kernel')).toBeUndefined();
  });

  it('lose what wraps the whole network, and nothing else', () => {
    expect(stripWrappers('state_dict.module.conv1.weight')).toBe('conv1.weight');
    expect(stripWrappers('features.0.weight')).toBe('features.0.weight');
    expect(stripWrappers('modular.weight')).toBe('modular.weight');
  });
});
