import {describe, expect, it} from 'vitest';
import {PICKLE_OPCODES} from '../../../../src/formats/pickle/pickle-opcodes';

describe('PICKLE_OPCODES', () => {
  it('has each instruction once, under the letter of pickletools.py', () => {
    const codes = Object.values(PICKLE_OPCODES);
    expect(new Set(codes).size).toBe(codes.length);
    const letter = (name: keyof typeof PICKLE_OPCODES): string => String.fromCharCode(PICKLE_OPCODES[name]);
    expect([letter('STOP'), letter('MARK'), letter('GLOBAL'), letter('REDUCE'), letter('BUILD')]).toEqual([
      '.',
      '(',
      'c',
      'R',
      'b',
    ]);
  });

  it('has none of those that make objects of any class', () => {
    for (const name of ['INST', 'OBJ', 'EXT1', 'PERSID']) {
      expect(Object.keys(PICKLE_OPCODES)).not.toContain(name);
    }
  });
});
