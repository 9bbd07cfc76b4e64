import {describe, expect, it} from 'vitest';
import {textBar, textTable} from '../../../../src/cli/terminal/text-table';

describe('textTable', () => {
  it('aligns columns, numbers to the right, and leaves no blank at a line end', () => {
    const text = textTable(
      [{title: 'layer'}, {title: 'count', align: 'right'}, {title: 'note'}],
      [
        ['conv1', '1', ''],
        ['a long name', '1,234', 'x'],
      ],
    );
    expect(text.split('\n')).toEqual([
      'layer        count  note',
      '───────────  ─────  ────',
      'conv1            1',
      'a long name  1,234  x',
    ]);
  });
});

describe('textBar', () => {
  it('is as long as the fraction, to an eighth of a character', () => {
    expect(textBar(0, 8)).toBe('');
    expect(textBar(1, 4)).toBe('████');
    expect(textBar(0.5 + 1 / 32, 4)).toBe('██▏');
  });

  it('stays within its width for shares outside [0, 1]', () => {
    expect(textBar(2, 3)).toBe('███');
    expect(textBar(-1, 3)).toBe('');
  });
});
