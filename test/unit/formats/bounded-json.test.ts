import {describe, expect, it} from 'vitest';
import {isRecord, parseBoundedJson} from '../../../src/formats/bounded-json';
import {SourceFile} from '../../../src/formats/source-file';
import {expectAlexNetError} from '../../support/matchers';
import {utf8} from '../../support/weight-bytes';

function parse(text: string): unknown {
  const bytes = utf8(text);
  return parseBoundedJson(new SourceFile('read', bytes), bytes, 'the header');
}

describe('parseBoundedJson', () => {
  it('parses what JSON.parse parses', () => {
    const value = {'a"[[\\': [1, {b: null}], '\\': '{'};
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it('takes 64 levels and not 65', async () => {
    expect(parse('['.repeat(64) + ']'.repeat(64))).toHaveLength(1);
    await expectAlexNetError(
      () => parse('['.repeat(65) + ']'.repeat(65)),
      'bad-weights',
      'nested too deep',
      '65 levels',
    );
    // Brackets in a text do not nest, whatever is escaped in front of them.
    expect(parse(`["${'['.repeat(100)}", "\\"${'['.repeat(100)}", "\\\\"]`)).toHaveLength(3);
  });

  it('refuses more values than such a file can be worth', async () => {
    await expectAlexNetError(
      () => parse(`[${'[],'.repeat(1_000_000)}[]]`),
      'bad-weights',
      'far more memory than it is long',
    );
    await expectAlexNetError(() => parse(`[${'0,'.repeat(1_000_000)}0]`), 'bad-weights', 'far more memory');
  });

  it('refuses a key twice, however it is written, in one object and not in two', async () => {
    for (const text of [
      '{"a": 1, "a": 1}',
      '[{"b": {"a": 1, "\\u0061": 2}}]',
      '{"__proto__": 1, "__proto__": 2}',
    ]) {
      await expectAlexNetError(
        () => parse(text),
        'bad-weights',
        'the header has a key twice',
        'each key once',
      );
    }
    expect(parse('[{"a": ":"}, {"a": {"a": 1}}]')).toEqual([{a: ':'}, {a: {a: 1}}]);
  });

  it('says what is not JSON', async () => {
    await expectAlexNetError(() => parse('{"a": }'), 'bad-weights', 'the header is not JSON', '{\\"a\\": }');
    await expectAlexNetError(() => parse(''), 'bad-weights', 'not JSON');
  });
});

describe('isRecord', () => {
  it('is true of objects with keys only', () => {
    expect([{}, [], null, 1, 'a', undefined].map(isRecord)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
