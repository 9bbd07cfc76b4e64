/** The cells of FEATURES.md for each op and backend, computed from a run and read from the file. */
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {CASES} from './cases';
import type {ConformanceResult} from './run-conformance';

const FILE = join(resolve(import.meta.dirname, '../..'), 'FEATURES.md');

/** Cells by op. */
export function featureCells({cases}: ConformanceResult): Record<string, string> {
  const ops = [...new Set(CASES.map(({op}) => op))];
  return Object.fromEntries(
    ops.map(op => {
      const results = Object.entries(cases).filter(([name]) => name.startsWith(`${op}: `));
      const failure = results.map(([, result]) => result).find(result => typeof result === 'string');
      if (failure !== undefined) {
        return [op, `no: ${failure.split('\n')[0] ?? ''}`];
      }
      const own = results.some(([, result]) => typeof result === 'object' && result.own.length > 0);
      return [op, own ? 'yes, own kernels' : 'yes'];
    }),
  );
}

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
