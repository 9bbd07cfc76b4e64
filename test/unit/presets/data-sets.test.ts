import {describe, expect, it} from 'vitest';
import {DATA_SETS} from '../../../src/presets/data-sets';
import {parseDataSets} from '../../../src/pretrained/data-sets/parse-data-sets';

describe('DATA_SETS', () => {
  it('has the data sets of the command, each a record as one of a user', () => {
    expect(Object.keys(DATA_SETS)).toEqual(['dogs-vs-cats', 'cifar10', 'mnist']);
    expect(parseDataSets(JSON.stringify(Object.values(DATA_SETS)), 'table')).toEqual(DATA_SETS);
  });

  it('has for each file a sha256, and addresses that end in its name', () => {
    const files = Object.values(DATA_SETS).flatMap(set => set.files);
    for (const {name, urls, digest} of files) {
      expect(digest.algorithm).toBe('sha256');
      expect(urls.map(url => url.split('/').at(-1))).toEqual(urls.map(() => name));
    }
    expect(new Set(files.map(({digest}) => digest.hex)).size).toBe(files.length);
  });
});
