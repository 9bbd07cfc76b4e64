import {describe, expect, it} from 'vitest';
import {PRESETS} from '../../../src/presets/presets';
import {listPretrained, PRETRAINED} from '../../../src/presets/pretrained';

describe('PRETRAINED', () => {
  it('has the published numbers', () => {
    expect(
      Object.values(PRETRAINED).map(({name, digest, bytes, accuracy}) => [
        name,
        digest.hex,
        bytes,
        accuracy?.top1,
        accuracy?.top5,
      ]),
    ).toEqual([
      // torchvision/models/alexnet.py and squeezenet.py; BVLC/caffe models/*/readme.md
      [
        'alexnet-owt.imagenet1k-v1',
        '7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02',
        244_408_911,
        0.56522,
        0.79066,
      ],
      ['squeezenet1.0.imagenet1k-v1', 'b66bff10', undefined, 0.58092, 0.8042],
      [
        'squeezenet1.1.imagenet1k-v1',
        'b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b',
        4_958_839,
        0.58178,
        0.80624,
      ],
      ['bvlc-alexnet.imagenet1k-v1', '9116a64c0fbe4459d18f4bb6b56d647b63920377', undefined, 0.571, 0.802],
      ['caffenet.imagenet1k-v1', '4c8d77deb20ea792f84eb5e6d0a11ca0a8660a46', undefined, 0.574, 0.804],
    ]);
  });

  it('has the digest of which the file name holds the beginning', () => {
    for (const {url, digest} of Object.values(PRETRAINED)) {
      const inName = /-([0-9a-f]{8})\.pth$/.exec(url)?.[1];
      expect(digest.hex.startsWith(inName ?? '')).toBe(true);
      expect(inName === undefined).toBe(digest.algorithm === 'sha1');
    }
  });

  it('prepares photos as the preset of each does, and is named after it', () => {
    for (const {name, preset, preprocess} of Object.values(PRETRAINED)) {
      expect(name.startsWith(`${preset}.`)).toBe(true);
      expect(preprocess).toEqual(PRESETS[preset]?.preprocess);
    }
  });

  it('cannot be changed, and is JSON', () => {
    expect(listPretrained()).toEqual(Object.keys(PRETRAINED));
    expect(JSON.parse(JSON.stringify(PRETRAINED))).toEqual(PRETRAINED);
    expect(
      Object.values(PRETRAINED).every(record => Object.isFrozen(record) && Object.isFrozen(record.digest)),
    ).toBe(true);
  });
});
