import {expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {brokenPickle} from '../../../../src/formats/pickle/broken-pickle';
import {SourceFile} from '../../../../src/formats/source-file';

it('brokenPickle says where the reader stands', () => {
  const file = new SourceFile('read', new Uint8Array(4), {fileName: 'a.pth'});
  const reader = new ByteReader(file, file.bytes, 'the pickle');
  reader.take(3);
  const error = brokenPickle(reader, 'a mark', 'none');
  expect(error.code).toBe('bad-weights');
  expect(error.message).toContain('the pickle is broken (before byte 3)');
});
