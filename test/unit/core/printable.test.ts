import {describe, expect, it} from 'vitest';
import {printable, printableJson, printableName} from '../../../src/core/printable';

describe('printable', () => {
  it('leaves no character that a terminal obeys, and keeps lines, tabs and every other character', () => {
    const all = Array.from({length: 0x2100}, (_, code) => String.fromCharCode(code)).join('');
    const isControl = (code: number): boolean => code < 32 || (code >= 127 && code < 160);
    const left = (text: string): number[] =>
      [...new Set(Array.from(text, character => character.charCodeAt(0)))].filter(isControl);
    expect(left(printable(all))).toEqual([9, 10]);
    expect(left(printableName(all))).toEqual([]);
    expect(printable('\x1b[2J\x9b31m\u202egpj')).toBe('\\x1b[2J\\x9b31m\\u202egpj');
    expect(printable('ä 猫 🐱\n\tx')).toBe('ä 猫 🐱\n\tx');
    expect(printableName('a\nb')).toBe('a\\x0ab');
  });

  it('escapes JSON so that it is read back as it was', () => {
    const value = {file: 'a\x1b\x7f\x9b\u202e\n"b'};
    const text = printableJson(JSON.stringify(value));
    expect(text).toMatch(/^[ -~]+$/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
