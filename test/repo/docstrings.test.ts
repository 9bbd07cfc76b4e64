/** The docstrings of src: what stands in an example is code, and sources and prose stand outside of it. */
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import ts from 'typescript';
import {describe, expect, it} from 'vitest';
import {SourceTree} from '../support/structure';

const source = new SourceTree(resolve(import.meta.dirname, '../../src'));

/** The contents of the `@example` tags in a text, each with its line. */
function examplesIn(text: string): {code: string; line: number}[] {
  return [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap(({0: comment, index}) => {
    const lines = comment
      .split('\n')
      .map(line => line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, '').replace(/\s*\*\/$/, ''));
    const first = text.slice(0, index).split('\n').length;
    const tags = lines.flatMap((line, at) => (/^@\w/.test(line) ? [at] : []));
    return tags
      .filter(at => lines[at]?.startsWith('@example'))
      .map(at => {
        const end = tags.find(next => next > at) ?? lines.length;
        return {code: lines.slice(at + 1, end).join('\n'), line: first + at};
      });
  });
}

/** What keeps a text from being TypeScript; undefined where it is. */
function syntaxError(code: string): string | undefined {
  const {diagnostics = []} = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: {target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext},
  });
  const [first] = diagnostics;
  return first === undefined ? undefined : ts.flattenDiagnosticMessageText(first.messageText, ' ');
}

describe('docstrings', () => {
  it('have only code in their examples', () => {
    const faults = source.files.flatMap(path =>
      examplesIn(readFileSync(path, 'utf8')).flatMap(({code, line}) => {
        const fault = code.trim() === '' ? 'the example is empty' : syntaxError(code);
        return fault === undefined ? [] : [`${source.name(path)}:${line}: ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('are reported if an example contains a source or a sentence', () => {
    const docstring = (last: string): string =>
      `/**\n * Adds.\n *\n * @example\n * add(1, 2); // 3\n *\n * ${last}\n */\n`;
    const faultOf = (last: string): string | undefined =>
      syntaxError(examplesIn(docstring(last))[0]?.code ?? '');
    expect(faultOf('Source: Krizhevsky (2012), section 3.3.')).toContain('expected');
    expect(faultOf('The sum is exact.')).toContain('expected');
    expect(faultOf('@see Krizhevsky (2012), section 3.3.')).toBeUndefined();
  });
});
