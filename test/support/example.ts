/** An example as a reader has it: a folder with a README that says what it prints at the end. */
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

const EXAMPLES = resolve(import.meta.dirname, '../../examples');

/** The lines that the README of an example says it ends with: its last block of plain text. */
export function expectedLines(name: string): string[] {
  const readme = readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8');
  const block = [...readme.matchAll(/^```text\n([\s\S]*?)^```/gm)].at(-1)?.[1];
  if (block === undefined) {
    throw new Error(
      `examples/${name}/README.md has no block of text with what the example prints at the end`,
    );
  }
  return block.trimEnd().split('\n');
}

/** As many lines from the end of an output as are expected. */
export function lastLines(output: string, count: number): string[] {
  return output.trimEnd().split('\n').slice(-count);
}
