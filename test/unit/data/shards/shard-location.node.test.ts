import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {holdsShards, isAddress, parseShardLocation} from '../../../../src/data/shards/shard-location.node';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('parseShardLocation', () => {
  it.each([
    ['shards', 'shards', undefined],
    ['a/shards.json', 'a', undefined],
    ['a/x-{08..11}.tar', 'a', ['x-08.tar', 'x-09.tar', 'x-10.tar', 'x-11.tar']],
    ['a/x.tar', 'a', ['x.tar']],
    ['http://h/a', 'http://h/a/', undefined],
    ['https://h/a/', 'https://h/a/', undefined],
    ['http://h/a/shards.json', 'http://h/a/', undefined],
    [
      'http://h/a/x-{0..1}-{00..01}.tar',
      'http://h/a/',
      ['x-0-00.tar', 'x-0-01.tar', 'x-1-00.tar', 'x-1-01.tar'],
    ],
  ])('reads %s', (text, place, names) => {
    expect(parseShardLocation(text)).toEqual({place, isAddress: isAddress(text), names});
  });

  it.each(['x-{0..999999999}.tar', 'x-{5..4}.tar', 'x-{0..99999}-{0..99999}.tar'])('refuses %s', text => {
    expect(() => parseShardLocation(text)).toThrow(/the braces mean no shard, or too many/);
  });
});

describe('holdsShards', () => {
  it('tells shards from photos', async () => {
    const root = temporaryDirectory();
    const folder = (name: string, ...files: string[]): string => {
      mkdirSync(join(root, name));
      for (const file of files) {
        writeFileSync(join(root, name, file), '');
      }
      return join(root, name);
    };
    expect(await holdsShards('http://h/photos')).toBe(true);
    expect(await holdsShards(folder('indexed', 'shards.json', 'cat.1.jpg'))).toBe(true);
    expect(await holdsShards(folder('foreign', 'a.tar', 'README.md'))).toBe(true);
    expect(await holdsShards(folder('mixed', 'backup.tar', 'cat.1.jpg'))).toBe(false);
    expect(await holdsShards(folder('photos', 'cat.1.jpg'))).toBe(false);
    expect(await holdsShards(join(root, 'missing'))).toBe(false);
  });
});
