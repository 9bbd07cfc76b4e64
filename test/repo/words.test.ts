/** What people read uses one term for one thing: test/repo/words.ts lists the words to avoid. */
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {findWords} from '../support/find-words';

const ROOT = resolve(import.meta.dirname, '../..');

const READ_BY_PEOPLE = /\.(md|[mc]?[jt]sx?|html|css|[ch]|py|ya?ml)$/;
/** Built files, and the list of the words itself. */
const EXEMPT = /^test\/repo\/words(\.test)?\.ts$|\.(wasm|wgsl)\.ts$|\/generated\/|imagenet-labels/;
/** Folders that still use such words. Take a folder out of this list when it is clean; add none. */
const NOT_YET: readonly string[] = [];

function files(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter(file => READ_BY_PEOPLE.test(file) && !EXEMPT.test(file))
    .filter(file => !NOT_YET.some(folder => file.startsWith(folder)));
}

describe('words', () => {
  it('are the terms of this project in everything that people read', () => {
    expect(files().flatMap(file => findWords(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });
});

describe('findWords', () => {
  it('names the place, the word and what to write instead', () => {
    expect(findWords('a.md', 'An image.\nA picture.')).toEqual([
      'a.md:2: "picture": write "image" (tensor or array), "photo" (file that a person took)',
    ]);
  });

  it('reads comments, strings and templates of a script, and neither names nor other code', () => {
    const found = (code: string): number => findWords('a.ts', code).length;
    expect(found('// one picture')).toBe(1);
    expect(found('/** one\n * picture */')).toBe(1);
    expect(found("fail('no picture')")).toBe(1);
    expect(found('fail(`no picture in ${place}`)')).toBe(1);
    expect(found('const picture = 1; // `picture`')).toBe(0);
    expect(found("import {a} from './picture';")).toBe(0);
  });

  it('finds a phrase across the lines of a comment, but not across code', () => {
    expect(findWords('a.ts', '// the best so\n// far')).toHaveLength(1);
    expect(findWords('a.ts', '/* the best so */ far();')).toHaveLength(0);
  });

  it('lets uses pass that are allowed', () => {
    expect(findWords('a.md', 'the standard deviation')).toEqual([]);
    expect(findWords('a.md', 'the deviation')).toHaveLength(1);
  });
});
