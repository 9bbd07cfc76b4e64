import {describe, expect, it} from 'vitest';
import {describeClasses, warnOfPhotos, type ComparedPhotos} from '../../../src/runs/check-training-photos';

/** Photos of classes, each written as `name:label:content`. */
function photosOf(...photos: string[]): ComparedPhotos {
  const parts = photos.map(photo => photo.split(':'));
  return {
    classes: ['cat', 'dog'],
    files: parts.map(([file = '']) => file),
    labels: Int32Array.from(parts, ([, label]) => Number(label)),
    digests: parts.map(([, , digest = '']) => digest),
  };
}

const warningsOf = (training: ComparedPhotos, validation: ComparedPhotos, isWeighted = false): string[] => {
  const warnings: string[] = [];
  warnOfPhotos(training, validation, {onWarning: line => warnings.push(line), isWeighted});
  return warnings;
};

describe('the photos of a training', () => {
  it('are listed by classes with their counts, at most 20', () => {
    const training = photosOf('a:0:1', 'b:0:2', 'c:1:3');
    expect(describeClasses(training, photosOf('d:1:4'))).toContain('cat 2 + 0, dog 1 + 1');
    const classes = Array.from({length: 1000}, (_, i) => `class ${i}`);
    expect(describeClasses({...training, classes}, training)).toMatch(/class 19 0 \+ 0 and 980 more$/);
  });

  it('are warned of where one class has five times as many as another', () => {
    const many = (count: number): string[] => Array.from({length: count}, (_, i) => `${i}:0:c${i}`);
    const none = photosOf('v:1:v');
    expect(warningsOf(photosOf(...many(4), 'x:1:x'), none)).toEqual([]);
    expect(warningsOf(photosOf(...many(5), 'x:1:x'), none, true)).toEqual([]);
    expect(warningsOf(photosOf(...many(5), 'x:1:x'), none)).toEqual([
      expect.stringMatching(/5 training photos of cat, 1 of dog/),
    ]);
  });

  it('are warned of where the names of two classes say the same', () => {
    const photos = {...photosOf('a:0:1', 'b:1:2'), classes: ['Cat', 'cat ']};
    expect(warningsOf(photos, photosOf('c:0:3'))).toEqual([expect.stringContaining('"Cat" and "cat "')]);
  });

  it('are named where both sets have equal ones, by content and not by name', () => {
    const training = photosOf('t/1:0:same', 't/2:1:b');
    expect(warningsOf(training, photosOf('v/1:0:other'))).toEqual([]);
    expect(warningsOf(training, photosOf('v/9:0:same', 'v/8:1:x'))).toEqual([
      expect.stringContaining('1 of the 2 validation photos are training photos, too') as string,
    ]);
    expect(warningsOf(training, photosOf('v/9:0:same'))[0]).toContain('v/9 and t/1');
  });

  it('are named where equal ones have different labels', () => {
    const held = photosOf('v:0:v');
    expect(warningsOf(photosOf('1:0:same', '2:0:same', '3:1:x'), held)).toEqual([]);
    expect(warningsOf(photosOf('1:0:same', '2:1:same'), held)).toEqual([
      expect.stringContaining('1 training photos are equal to a photo of another class: 2 and 1') as string,
    ]);
  });
});
