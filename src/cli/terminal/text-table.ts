/** A column of a text table; numbers are aligned to the right. */
export interface TextColumn {
  title: string;
  align?: 'left' | 'right';
}

/** Formats a table as text: two spaces between columns, a line under the titles, no spaces at line ends. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({title}, i) =>
    Math.max(title.length, ...rows.map(row => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({align = 'left'}, i) => {
        const [cell, width] = [cells[i] ?? '', widths[i] ?? 0];
        return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({title}) => title)),
    widths.map(width => '─'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

/** A bar of block characters of length `fraction` · `width`, to an eighth of a character. */
export function textBar(fraction: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, fraction)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '');
}
