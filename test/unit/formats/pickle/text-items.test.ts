import {expect, it} from 'vitest';
import {PickleDict} from '../../../../src/formats/pickle/pickle-values';
import {textItems} from '../../../../src/formats/pickle/text-items';
import {SourceFile} from '../../../../src/formats/source-file';

it('textItems keeps the items whose keys can stand in a name, of equal keys the last', () => {
  const dict = new PickleDict();
  dict.set('a', 1);
  dict.set(3, 2);
  dict.set([], 3);
  dict.set(Uint8Array.of(0xc3, 0xa9), 4);
  dict.set('a', 5);
  expect(textItems(new SourceFile('read', new Uint8Array(0)), dict)).toEqual([
    ['a', 5],
    ['3', 2],
    ['é', 4],
  ]);
});
