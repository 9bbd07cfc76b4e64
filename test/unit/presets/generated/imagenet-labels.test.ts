import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {IMAGENET_LABELS} from '../../../../src/presets/generated/imagenet-labels';
import {testData} from '../../../support/data';

const words = testData('weights', 'imagenet_synset_words.txt');

describe('the labels of ImageNet', () => {
  it('are a thousand, in the order of their synsets, each once', () => {
    expect(new Set(IMAGENET_LABELS).size).toBe(1000);
    expect([...IMAGENET_LABELS].sort()).toEqual(IMAGENET_LABELS);
    expect(IMAGENET_LABELS[281]).toBe('n02123045 tabby, tabby cat');
  });

  it.skipIf(words === undefined)("are those of Caffe's list", () => {
    expect(
      readFileSync(words ?? '', 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(IMAGENET_LABELS);
  });
});
