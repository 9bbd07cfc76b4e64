import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {NO_LITERAL, readLiteral} from '../../../../src/formats/pickle/pickle-literals';
import {SourceFile} from '../../../../src/formats/source-file';

function read(opcode: string, ...bytes: number[]): unknown {
  const file = new SourceFile('read', Uint8Array.from(bytes));
  return readLiteral(new ByteReader(file, file.bytes, 'the pickle'), opcode.charCodeAt(0));
}

describe('readLiteral', () => {
  it('reads numbers and texts', () => {
    expect(read('K', 200)).toBe(200);
    expect(read('N')).toBeNull();
    expect(read('U', 2, 97, 98)).toBe('ab');
  });

  it('keeps the bytes of a string of Python 2 that is no ASCII: it may hold the values of an array', () => {
    expect(read('U', 3, 97, 0x80, 0xff)).toEqual(Uint8Array.of(97, 0x80, 0xff));
    expect(read('T', 1, 0, 0, 0, 0xc3)).toEqual(Uint8Array.of(0xc3));
  });

  it('leaves other instructions alone', () => {
    expect(read('R')).toBe(NO_LITERAL);
  });
});
