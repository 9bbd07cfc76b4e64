/** The words of this project: what a person reads uses one term for one thing. */
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readableText} from '../support/readable-text';
import {BANNED_WORDS, type BannedWord} from './words';

const ROOT = resolve(import.meta.dirname, '../..');

const COVERED = (process.env['WORDS_IN'] ?? 'README.md').split(',');
const READ = /\.(md|[mc]?[tj]s|html|css|[ch]|py|json)$/;
const NOT_READ =
  /^(package-lock\.json|test\/repo\/words\.ts)$|^test\/(golden|unit)\/.*\.json$|\.(wasm|wgsl)\.ts$|generated\//;

function findWords(file: string, text: string): string[] {
  const readable = readableText(file, text);
  return BANNED_WORDS.flatMap(word =>
    [...readable.matchAll(searchFor(word))]
      .filter(match => !isAllowed(word, readable, match))
      .map(match => {
        const line = text.slice(0, match.index).split('\n').length;
        return `${file}:${line}: "${match[0].replace(/\s+/g, ' ')}": write ${word.instead}`;
      }),
  );
}

function searchFor({pattern}: BannedWord): RegExp {
  return new RegExp(`(?<![\\w-])(?:${pattern.source.replaceAll(' ', '\\s+')})(?![\\w-])`, 'gi');
}

function isAllowed({allowed = []}: BannedWord, text: string, {index, 0: found}: RegExpExecArray): boolean {
  return allowed.some(({text: around}) =>
    [
      ...text.slice(Math.max(0, index - 60), index + found.length + 60).matchAll(new RegExp(around, 'gi')),
    ].some(
      match =>
        match.index <= Math.min(60, index) &&
        match.index + match[0].length >= Math.min(60, index) + found.length,
    ),
  );
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => READ.test(file) && !NOT_READ.test(file) && COVERED.some(folder => file.startsWith(folder)));

describe('words', () => {
  it.each(files)('%s uses the terms of this project', file => {
    expect(findWords(file, readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
  });
});
