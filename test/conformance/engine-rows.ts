/** The results in Firefox and WebKitGTK, kept in engine-rows.json, and their table in FEATURES.md. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const FILE = join(import.meta.dirname, 'engine-rows.json');

export interface EngineRow {
  /** Such as `Firefox 153`. */
  engine: string;
  threads: number | undefined;
  kernels: string | undefined;
  /** Cases whose values and gradients are those of the definition, of how many. */
  right: number;
  cases: number;
  /** Names of the others. */
  wrong: string[];
}

/** Rows by the name of the backend; a string is the reason why it cannot run. */
export function readEngineRows(): Record<string, EngineRow | string> {
  return existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, EngineRow | string>)
    : {};
}

export function writeEngineRow(backend: string, row: EngineRow | string): void {
  const rows = Object.entries({...readEngineRows(), [backend]: row}).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
}

/** The table as Markdown. */
export function engineTable(rows: Record<string, EngineRow | string>): string {
  const lines = Object.entries(rows).map(([backend, row]) =>
    typeof row === 'string'
      ? [backend, '', '', '', `cannot run: ${row}`]
      : [
          ...[backend, row.engine, row.threads ?? '', row.kernels ?? ''],
          `${row.right} of ${row.cases}${row.wrong.length === 0 ? '' : `; not: ${row.wrong.join('; ')}`}`,
        ],
  );
  const head = ['backend', 'engine', 'threads', 'kernels', 'cases within their bound'];
  return [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
