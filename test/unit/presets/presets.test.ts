import {describe, expect, it} from 'vitest';
import {describeModel} from '../../../src/models/describe-model';
import {PRESETS, listPresets, type PresetName} from '../../../src/presets/presets';
import type {Preset} from '../../../src/presets/preset';

describe('presets', () => {
  it('are listed by the names of their tables', () => {
    // The compiler demands each name of the type, and no other.
    const names: Record<PresetName, true> = {
      alexnet: true,
      'alexnet-one-tower': true,
      'alexnet-owt': true,
      'bvlc-alexnet': true,
      caffenet: true,
      'alexnet-mini': true,
      'squeezenet1.0': true,
      'squeezenet1.1': true,
      zfnet: true,
      'overfeat-fast': true,
      'cnn-f': true,
      'cnn-m': true,
      'cnn-s': true,
      vgg11: true,
      vgg16: true,
      vgg19: true,
      googlenet: true,
      'googlenet-bn': true,
      'nin-imagenet': true,
      lenet5: true,
      'nin-cifar10': true,
      'cifar10-quick': true,
      'cifar10-full': true,
    };
    expect(listPresets()).toEqual(Object.keys(names));
    expect(Object.entries(PRESETS).map(([id, preset]) => preset.id === id)).not.toContain(false);
  });

  it('are data: frozen to the bottom, and the same after a way through JSON', () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    for (const preset of Object.values(PRESETS)) {
      expect(isFrozen(preset)).toBe(true);
      const copy = JSON.parse(JSON.stringify(preset)) as Preset;
      expect(copy).toEqual(preset);
      expect(describeModel(copy)).toEqual(describeModel(preset));
    }
  });

  // Published: 60,965,224 (Caffe's two and the paper's sizes), 61,100,840 (torchvision), 1,248,424 and 1,235,496
  // (torchvision's weight records of SqueezeNet). The others are counted by hand:
  // one tower at 2 classes has full kernels in conv2, conv4 and conv5; mini is the paper's net with a quarter of each width.
  it.each([
    ['alexnet', 60_965_224],
    ['bvlc-alexnet', 60_965_224],
    ['caffenet', 60_965_224],
    ['alexnet-owt', 61_100_840],
    ['squeezenet1.0', 1_248_424],
    ['squeezenet1.1', 1_235_496],
    // torchvision's records; GoogLeNet's is bvlc_googlenet without its auxiliary classifiers.
    ['vgg11', 132_863_336],
    ['vgg16', 138_357_544],
    ['vgg19', 143_667_240],
    ['googlenet', 6_998_552],
    ['googlenet-bn', 6_624_904 + 2 * 7_280],
    // NIN: 29 MB and 0.97 million in the authors' model zoo; OverFeat: 145 million (its table 3); LeNet-5: 60,000 in the
    // paper, 61,706 with every connection of C3 and a trained output; the others by hand from their published sizes.
    ['nin-imagenet', 7_595_176],
    ['nin-cifar10', 966_986],
    ['overfeat-fast', 145_920_872],
    ['lenet5', 61_706],
    ['zfnet', 14_208 + 614_656 + 885_120 + 1_327_488 + 884_992 + 37_752_832 + 16_781_312 + 4_097_000],
    ['cnn-f', 23_296 + 409_856 + 3 * 590_080 + 37_752_832 + 16_781_312 + 4_097_000],
    ['cnn-m', 14_208 + 614_656 + 1_180_160 + 2 * 2_359_808 + 75_501_568 + 16_781_312 + 4_097_000],
    ['cnn-s', 14_208 + 614_656 + 1_180_160 + 2 * 2_359_808 + 75_501_568 + 16_781_312 + 4_097_000],
    ['cifar10-quick', 2_432 + 25_632 + 51_264 + 65_600 + 650],
    ['cifar10-full', 2_432 + 25_632 + 51_264 + 10_250],
    ['alexnet-one-tower', 34_944 + 614_656 + 885_120 + 1_327_488 + 884_992 + 37_752_832 + 16_781_312 + 8_194],
    ['alexnet-mini', 8_736 + 19_264 + 55_392 + 41_568 + 27_712 + 66_560 + 1_049_600 + 2_050],
  ])('%s has its published number of parameters', (id, parameters) => {
    expect(describeModel(id).parameters).toBe(parameters);
  });

  it('caffenet pools before it normalizes, bvlc-alexnet after', () => {
    const order = (id: string): string =>
      (PRESETS[id]?.layers ?? [])
        .map(row => row.name)
        .slice(0, 6)
        .join(' ');
    expect(order('caffenet')).toBe('conv1 pool1 norm1 conv2 pool2 norm2');
    expect(order('bvlc-alexnet')).toBe('conv1 norm1 pool1 conv2 norm2 pool2');
  });
});
