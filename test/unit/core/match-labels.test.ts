import {describe, expect, it} from 'vitest';
import {labelFinder, labelPrefixFinder, synsetOf} from '../../../src/core/match-labels';

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

describe('labelPrefixFinder', () => {
  const labels = ['cat', 'Dog', 'cat big', 'class1', 'n01440764 tench, Tinca tinca', 'café'];
  const find = labelPrefixFinder(labels);

  it.each([
    ['cat_001.jpg', 0],
    ['cat-1.jpg', 0],
    ['Cat201.jpg', 0],
    ['cat (3).jpg', 0],
    ['cat.x1.jpg', 0],
    ['cat.jpg', 0],
    ['CAT__7.PNG', 0],
    ['dog3.jpg', 1],
    ['cat_big_2.jpg', 2],
    ['cat-bigger.jpg', 0],
    ['class1_7.jpg', 3],
    ['n01440764_10026.JPEG', 4],
    ['tinca_tinca-4.jpg', 4],
    // The two ways in which systems write é.
    ['cafe\u0301_1.jpg', 5],
    ['catalog.jpg', undefined],
    ['cate\u0301_1.jpg', undefined],
    ['class12.jpg', undefined],
    ['IMG_1.jpg', undefined],
  ])('%s begins with the class %s', (name, position) => {
    expect(find(name)).toBe(position);
  });

  it('finds every class by its name with anything but a letter behind it', () => {
    const others = ['_', '-', ' ', '.', '(', '0', '!', '', '#'];
    for (const [position, label] of ['cat', 'Dog', 'cat big'].entries()) {
      for (const rest of others) {
        expect(find(`${label}${rest}.jpg`), `${label}${rest}`).toBe(position);
      }
    }
  });
});
