import {nearest, show} from '../core/check';
import {AlexNetError} from '../errors';
import type {LayerRow} from '../presets/layer-row';
import type {LayerKind} from './layer-kinds/layer-kind';

/** The name by which rows speak of the network's input. */
export const INPUT_NAME = 'data';

/** A row and the names of the rows that feed it. */
export interface ConnectedRow {
  row: LayerRow;
  from: readonly string[];
}

/**
 * Makes a graph of a table: each row with the names of what feeds it. Rows that `leaveOut` names are bridged. Every fault
 * of the table is reported at once: names given twice, rows fed by none or by a later one, rows that feed nothing.
 */
export function connectRows(
  rows: readonly LayerRow[],
  where: string,
  kindOf: (row: LayerRow) => LayerKind<LayerRow>,
  leaveOut: (row: LayerRow) => boolean = () => false,
): ConnectedRow[] {
  const problems: string[] = [];
  /** The row to use where a row names this one: itself, or its input if it is left out. */
  const standsFor = new Map<string, string>([[INPUT_NAME, INPUT_NAME]]);
  const used = new Set<string>();
  const connected: ConnectedRow[] = [];
  let previous = INPUT_NAME;
  for (const row of rows) {
    const names = row.from === undefined ? [previous] : typeof row.from === 'string' ? [row.from] : row.from;
    const from = names.map(name => standsFor.get(name) ?? name);
    for (const name of names.filter(candidate => !standsFor.has(candidate))) {
      const near = nearest(name, [...standsFor.keys()]);
      problems.push(
        `"${row.name}" is fed by ${show(name)}, which is no row before it${near === undefined ? '' : ` (${show(near)} perhaps)`}`,
      );
    }
    if (kindOf(row).joins ? from.length < 2 : from.length !== 1) {
      problems.push(`"${row.name}" (${row.kind}) is fed by ${from.length} rows`);
    }
    if (standsFor.has(row.name)) {
      problems.push(`"${row.name}" is the name of two rows`);
    }
    from.forEach(name => used.add(name));
    previous = row.name;
    if (leaveOut(row)) {
      standsFor.set(row.name, from[0] ?? INPUT_NAME);
    } else {
      standsFor.set(row.name, row.name);
      connected.push({row, from});
    }
  }
  for (const {row} of connected.slice(0, -1).filter(entry => !used.has(entry.row.name))) {
    problems.push(`"${row.name}" feeds no row, and is not the last`);
  }
  if (connected.length === 0) {
    problems.push('there are no rows');
  }
  if (problems.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the table is not a network (${problems.length === 1 ? 'one fault' : `${problems.length} faults`}).`,
      expected: 'rows of different names, each fed by rows before it, and all of them leading to the last',
      received: problems.slice(0, 4).join('; '),
      fix: `correct "from" of the rows named above; ${show(INPUT_NAME)} is the input, and a row without "from" is fed by the row before`,
      details: problems,
    });
  }
  return connected;
}
