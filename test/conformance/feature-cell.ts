/** The cells of FEATURES.md for each op and backend, computed from a run and read from the file. */
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {CASES} from './cases/index';
import type {ConformanceResult} from './run-conformance';
import {faultOf, nameOf} from './verdict';

const FILE = join(resolve(import.meta.dirname, '../..'), 'FEATURES.md');

/** Cells by op. */
export function featureCells({cases}: ConformanceResult): Record<string, string> {
  const ops = [...new Set(CASES.map(({op}) => op))];
  return Object.fromEntries(
    ops.map(op => {
      const tests = CASES.filter(test => test.op === op);
      const faults = tests.flatMap(test => {
        const fault = faultOf(test, cases[nameOf(test)]);
        return fault === undefined ? [] : [{name: test.name, kind: kindOf(fault)}];
      });
      if (faults.length > 0) {
        const kind = [...new Set(faults.map(fault => fault.kind))].join(', ');
        const which =
          faults.length === tests.length ? '' : ` for: ${faults.map(({name}) => name).join('; ')}`;
        return [op, `**no**: ${kind}${which}`];
      }
      const own = tests.some(test => {
        const result = cases[nameOf(test)];
        return typeof result === 'object' && result.own.length > 0;
      });
      return [op, own ? 'yes, own kernels' : 'yes'];
    }),
  );
}

/** A fault without its numbers, which differ between machines. */
const kindOf = (fault: string): string =>
  fault.startsWith('value wrong')
    ? 'wrong values'
    : fault.startsWith('gradient')
      ? 'wrong gradient'
      : 'throws';

/** The column of a backend as written in FEATURES.md. */
export function writtenCells(backend: string): Record<string, string> {
  const rows = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
  const head = rows.find(row => row.includes(backend)) ?? [];
  const column = head.indexOf(backend);
  const ops = new Set(CASES.map(({op}) => op));
  const cells = rows
    .filter(([op = '']) => ops.has(op))
    .map(row => [row[0] ?? '', row[column] ?? ''] as const);
  return Object.fromEntries(cells);
}
