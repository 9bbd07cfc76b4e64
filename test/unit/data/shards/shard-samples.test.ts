import {describe, expect, it} from 'vitest';
import type {TarFile} from '../../../../src/data/shards/scan-tar.node';
import {isLabelFile, samplesOf, splitKey} from '../../../../src/data/shards/shard-samples';

function file(name: string, text?: string): TarFile {
  return {name, offset: 512, size: text?.length ?? 9, sha256: '', text};
}

describe('samplesOf', () => {
  it("splits names as WebDataset does: at the first dot of the name's last part", () => {
    expect(splitKey('a/b.c/d.left.JPG')).toEqual({key: 'a/b.c/d', ending: 'left.jpg'});
    expect(splitKey('17.jpg')).toEqual({key: '17', ending: 'jpg'});
    expect([splitKey('.hidden'), splitKey('README')]).toEqual([undefined, undefined]);
    expect([isLabelFile('17.cls'), isLabelFile('cls.jpg')]).toEqual([true, false]);
  });

  it('joins photo and label of a key, ignores other fields, and names what is incomplete', () => {
    const {samples, skipped} = samplesOf(
      [
        file('a.json'),
        file('a.cls', ' 3\n'),
        file('a.PNG'),
        file('a.jpg'),
        file('b.jpg'),
        file('c.cls', '1'),
        file('d.txt'),
        file('b.cls', '0'),
        file('e.jpg'),
        file('left.seg.png'),
      ],
      'x.tar',
    );
    expect(samples.map(({key, label, photo}) => [key, label, photo.name])).toEqual([
      ['a', 3, 'a.PNG'],
      ['b', 0, 'b.jpg'],
    ]);
    expect(skipped).toEqual([
      {name: 'c', reason: 'The shard has no photo for this key.'},
      {name: 'e.jpg', reason: 'The shard has no label (e.cls) for this key.'},
    ]);
  });

  it.each(['-1', '1.5', 'cat', '', '1234567890', undefined])('refuses the label %s by its name', text => {
    expect(() => samplesOf([file('a.jpg'), file('a.cls', text)], 'x.tar')).toThrow(
      /shard x.tar: the label "a.cls" is no number of a class/,
    );
  });
});
