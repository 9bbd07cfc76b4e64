import {describe, expect, it} from 'vitest';
import {labelFinder, synsetOf} from '../../../src/core/match-labels';

describe('labelFinder', () => {
  const find = labelFinder([
    'n01440764 tench, Tinca tinca',
    'n02012849 crane',
    'n03126707 crane',
    'n02123045 tabby, tabby cat',
    'Dog',
  ]);

  it.each([
    ['n01440764 tench, Tinca tinca', 0],
    ['n01440764', 0],
    ['N01440764_tench', 0],
    ['tench', 0],
    ['Tinca_tinca', 0],
    ['tabby-cat', 3],
    ['dog', 4],
    // Two classes are called so: a name that means both means neither.
    ['crane', undefined],
    ['n03126707', 2],
    ['n99999999', undefined],
    ['shark', undefined],
  ])('%s means %s', (name, position) => {
    expect(find(name)).toBe(position);
  });

  it('takes eight digits for a synset, no more and no fewer', () => {
    expect(synsetOf('n01440764_tench.jpg')).toBe('n01440764');
    expect(synsetOf('n0144076_tench.jpg')).toBeUndefined();
    expect(synsetOf('n014407641.jpg')).toBeUndefined();
  });
});
