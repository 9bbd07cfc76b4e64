import {describe, expect, it} from 'vitest';
import type {WeightSlot} from '../../../src/models/weight-layout';
import {KEY_MAPS, networkPrefixes, stripWrappers} from '../../../src/weights/key-map-names';

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
    // NVIDIA's Caffe, whose BatchNorm layer has them behind mean, variance and factor.
    const names = (['mean', 'variance', 'scale', 'offset'] as const).map(role =>
      KEY_MAPS.find(({id}) => id === 'caffe')?.nameOf({...slot('bn', role), hasStatistics: true}),
    );
    expect(names).toEqual(['bn/0', 'bn/1', 'bn/3', 'bn/4']);
    expect(nameIn('torch', 'fire2/squeeze1x1', 'kernel')).toBe('fire2.squeeze1x1.weight');
    expect(nameIn('torch', 'norm', 'variance')).toBe('norm.running_var');
  });

  it('are places in torchvision’s networks, which know no other layers', () => {
    expect(nameIn('torchvision:alexnet-owt', 'fc6', 'kernel')).toBe('classifier.1.weight');
    expect(nameIn('torchvision:squeezenet1.0', 'fire9/expand3x3', 'bias')).toBe('features.12.expand3x3.bias');
    expect(nameIn('torchvision:squeezenet1.1', 'fire4/squeeze1x1', 'kernel')).toBe(
      'features.6.squeeze.weight',
    );
    // As torchvision names them.
    expect(nameIn('torchvision:vgg11', 'conv5_2', 'bias')).toBe('features.18.bias');
    expect(nameIn('torchvision:vgg16', 'conv5_3', 'kernel')).toBe('features.28.weight');
    expect(nameIn('torchvision:vgg19', 'conv5_4', 'kernel')).toBe('features.34.weight');
    expect(nameIn('torchvision:vgg19', 'fc8', 'kernel')).toBe('classifier.6.weight');
    expect(nameIn('torchvision:googlenet-bn', 'conv2/3x3', 'kernel')).toBe('conv3.conv.weight');
    expect(nameIn('torchvision:googlenet-bn', 'inception_4e/5x5/bn', 'variance')).toBe(
      'inception4e.branch3.1.bn.running_var',
    );
    expect(nameIn('torchvision:googlenet-bn', 'inception_3a/pool_proj', 'kernel')).toBe(
      'inception3a.branch4.1.conv.weight',
    );
    expect(nameIn('torchvision:alexnet-owt', 'conv9', 'kernel')).toBeUndefined();
  });

  it('are variables with a number in Keras 3, or parts behind the name of the network', () => {
    expect(nameIn('keras:variables', 'conv1', 'bias')).toBe('conv1/vars/1');
    expect(nameIn('keras:variables', 'bn', 'variance')).toBe('bn/vars/3');
    for (const name of [
      'conv1/conv1/kernel:0',
      'conv1/sequential/conv1/kernel',
      'conv1/net/block/conv1/kernel',
    ]) {
      expect(stripWrappers(name)).toBe('conv1/conv1/kernel:0');
    }
    expect(stripWrappers('conv1/kernel')).toBe('conv1/kernel');
  });

  it('lose what wraps the whole network, and nothing else', () => {
    expect(stripWrappers('state_dict.module.conv1.weight')).toBe('conv1.weight');
    expect(stripWrappers('features.0.weight')).toBe('features.0.weight');
    expect(stripWrappers('modular.weight')).toBe('modular.weight');
  });

  it('lose what wraps some layers too', () => {
    expect(stripWrappers('features.module.0.weight')).toBe('features.0.weight');
    expect(stripWrappers('features._orig_mod.0.weight')).toBe('features.0.weight');
    expect(stripWrappers('features.submodule.0.weight')).toBe('features.submodule.0.weight');
  });

  it('are parts of a layer in the dictionaries of caffe-tensorflow', () => {
    expect(nameIn('caffe-tensorflow', 'conv1', 'kernel')).toBe('conv1/weights');
    expect(nameIn('caffe-tensorflow', 'conv1', 'bias')).toBe('conv1/biases');
    expect(nameIn('caffe-tensorflow:list', 'conv1', 'bias')).toBe('conv1/1');
  });
});

describe('networkPrefixes', () => {
  it('begins with none, and ends with networks that follow another', () => {
    expect(
      networkPrefixes(['teacher.a.weight', 'teacher.a.bias', 'student.a.weight', 'student.a.bias']),
    ).toEqual(['', 'student.', 'teacher.']);
    expect(networkPrefixes(['conv1.weight', 'conv1.bias'])).toEqual(['']);
    expect(networkPrefixes([])).toEqual(['']);
  });

  it('leaves out what few names begin with, and returns a few at most', () => {
    const many = Array.from({length: 40}, (_, i) => [`a${i}.b.weight`, `a${i}.b.bias`]).flat();
    expect(networkPrefixes(many)).toEqual(['']);
    expect(networkPrefixes(Array.from({length: 100}, (_, i) => `x.y.z.u.v${i % 3}.w`)).length).toBeLessThan(
      14,
    );
  });
});
