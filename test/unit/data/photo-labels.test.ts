import {describe, expect, it} from 'vitest';
import {classAmong, classFromFolder, classFromName, labelOrigin} from '../../../src/data/photo-labels';

describe('labels', () => {
  it.each([
    ['cat.123.jpg', 'cat'],
    ['summer/cat.0.JPEG', 'cat'],
    ['cat.jpg', undefined],
    ['hopper_gray.jpg', undefined],
    ['cat.12a.jpg', undefined],
    ['n01.2.3.jpg', undefined],
  ])('the name %s says %s', (name, expected) => {
    expect(classFromName(name)).toBe(expected);
  });

  it.each([
    ['cat/1.jpg', 'cat'],
    ['cat/summer/1.jpg', 'cat'],
    ['1.jpg', undefined],
  ])('the folder of %s says %s', (name, expected) => {
    expect(classFromFolder(name)).toBe(expected);
  });

  it.each([
    ['numbered names', ['cat.1.jpg', 'dog.2.jpg'], 'name'],
    ['numbered names in one folder', ['train/cat.1.jpg', 'train/dog.2.jpg'], 'name'],
    ['class folders', ['cat/1.jpg', 'dog/1.jpg'], 'folder'],
    ['class folders with numbered names', ['cat/cat.1.jpg', 'dog/dog.1.jpg'], 'folder'],
    ['one class folder', ['cat/1.jpg', 'cat/2.jpg'], 'folder'],
    ['no labels', ['1.jpg', '2.jpg'], 'name'],
  ] as const)('takes labels from the right place: %s', (_title, names, expected) => {
    expect(labelOrigin(names)).toBe(expected);
  });

  it.each([
    ['train/cat/old/1.jpg', 'cat'],
    ['dog/cat/1.jpg', 'cat'],
    ['train/dog.1.jpg', 'dog'],
    ['Dog_1.jpg', 'dog'],
    ['photos/cat (3).jpg', 'cat'],
    ['cat/dog.1.jpg', 'cat'],
    ['bird/1.jpg', 'bird'],
    ['1.jpg', undefined],
  ])('among dog and cat, %s is %s', (name, expected) => {
    const classes = ['dog', 'cat'];
    expect(classAmong(classes, [name])(name)).toBe(expected);
  });

  it('takes a folder beside class folders for another class, whatever its files are called', () => {
    const names = ['a/cat/1.jpg', 'a/bird/cat_1.jpg', 'a/bird/x/Dog 2.jpg', 'other/cat_1.jpg'];
    expect(names.map(classAmong(['cat', 'dog'], names))).toEqual(['cat', 'bird', 'bird', 'cat']);
  });
});
