import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {type PickleDict, PickleGlobal} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {unpickle} from '../../../../src/formats/pickle/unpickle';
import {expectAlexNetError} from '../../../support/matchers';
import {global, integer, pickle, text} from '../../../support/pickle';
import {joinBytes, uint64, utf8} from '../../../support/weight-bytes';

const globals = new Map([['a.pair', new PickleGlobal('a.pair', args => ({pair: args}))]]);

function run(bytes: Uint8Array): unknown {
  return unpickle(new ByteReader(new SourceFile('read', bytes), bytes, 'the pickle'), {globals});
}

describe('unpickle', () => {
  it.each<[string, Uint8Array, unknown]>([
    ['None', pickle('N'), null],
    ['True', pickle([0x88]), true],
    ['False', pickle([0x89]), false],
    ['True of protocol 1', pickle('I01\n'), true],
    ['a number as text', pickle('I-7\n'), -7],
    ['a long as text', pickle('L12345678901L\n'), 12345678901],
    ['a float as text', pickle('F2.5\n'), 2.5],
    ['BININT', pickle(integer(-5)), -5],
    ['BININT1', pickle('K', [200]), 200],
    ['BININT2', pickle('M', [0, 1]), 256],
    ['LONG1', pickle([0x8a, 2, 0, 255]), -256],
    ['LONG1 of none', pickle([0x8a, 0]), 0],
    ['LONG1 beyond 2⁵³', pickle([0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 127]), 0x7f00000000000000n],
    ['LONG4', pickle([0x8b, 1, 0, 0, 0, 9]), 9],
    ['BINFLOAT', pickle('G', [64, 4, 0, 0, 0, 0, 0, 0]), 2.5],
    ['SHORT_BINSTRING', pickle('U', [2], 'ab'), 'ab'],
    ['BINSTRING', pickle('T', [2, 0, 0, 0], 'ab'), 'ab'],
    ['BINUNICODE', pickle(text('größe')), 'größe'],
    ['SHORT_BINUNICODE', pickle([0x8c, 2], 'ab'), 'ab'],
    ['BINUNICODE8', pickle([0x8d], uint64(2), 'ab'), 'ab'],
    ['SHORT_BINBYTES', pickle('C', [2, 1, 2]), Uint8Array.of(1, 2)],
    ['BINBYTES', pickle('B', [1, 0, 0, 0, 7]), Uint8Array.of(7)],
    ['BINBYTES8', pickle([0x8e], uint64(1), [7]), Uint8Array.of(7)],
    ['BYTEARRAY8', pickle([0x96], uint64(1), [7]), Uint8Array.of(7)],
    ['an empty list, tuple and set', pickle('])', [0x8f], [0x87]), [[], [], []]],
    ['a list', pickle('](K\x01K\x02e'), [1, 2]],
    ['a list of items on the stack', pickle('(K\x01K\x02l'), [1, 2]],
    ['APPEND', pickle(']K\x01a'), [1]],
    [
      'tuples of 1, 2 and 3',
      pickle('K\x01', [0x85], 'NN', [0x86], 'NNN', [0x87], [0x87]),
      [[1], [null, null], [null, null, null]],
    ],
    ['a tuple of any number', pickle('(NNNNt'), [null, null, null, null]],
    ['a set', pickle([0x8f], '(K\x01', [0x90]), [1]],
    ['a frozenset', pickle('(K\x01', [0x91]), [1]],
    ['POP and POP_MARK', pickle('K\x01N0(NN1'), 1],
    ['DUP', pickle('K\x012', [0x86]), [1, 1]],
    [
      'the memo',
      pickle('K\x05q\x00K\x06r', [1, 0, 0, 0], 'h\x00j', [1, 0, 0, 0], '(h\x00j', [1, 0, 0, 0], 't'),
      [5, 6],
    ],
    ['the memo as text', pickle('K\x05p3\nNg3\n'), 5],
    ['MEMOIZE', pickle('K\x05', [0x94], 'K\x06', [0x94], '(h\x00h\x01t'), [5, 6]],
    ['FRAME', pickle([0x95], uint64(1), 'N'), null],
    ['REDUCE', pickle(global('a', 'pair'), '(K\x01tR'), {pair: [1]}],
    ['NEWOBJ', pickle(global('a', 'pair'), ')', [0x81]), {pair: []}],
    ['STACK_GLOBAL', pickle(text('a'), text('pair'), [0x93], ')R'), {pair: []}],
  ])('reads %s', (_, bytes, value) => {
    expect(run(bytes)).toEqual(value);
  });

  it('reads dicts, and drops the state that they are given', () => {
    const dict = run(
      pickle('}(', text('a'), 'K\x01', text('b'), 'K\x02u', text('c'), 'K\x03s}b'),
    ) as PickleDict;
    expect([dict.keys, dict.values]).toEqual([
      ['a', 'b', 'c'],
      [1, 2, 3],
    ]);
    expect((run(pickle('(', text('a'), 'K\x01d')) as PickleDict).get('a')).toBe(1);
  });

  it('leaves the reader behind the pickle', () => {
    const bytes = joinBytes(pickle('N'), pickle('K\x07'));
    const reader = new ByteReader(new SourceFile('read', bytes), bytes, 'the pickle');
    expect([unpickle(reader, {globals}), unpickle(reader, {globals}), reader.left]).toEqual([null, 7, 0]);
  });

  it('reads 100,000 items of one list', () => {
    expect(run(pickle('](', new Uint8Array(200_000).fill(0x4b), 'e'))).toHaveLength(100_000);
  });

  it.each([
    ['GLOBAL', pickle(global('os', 'system'), text('ls'), [0x85], 'R')],
    ['GLOBAL, not called', pickle(global('os', 'system'))],
    ['STACK_GLOBAL', pickle(text('os'), text('system'), [0x93])],
  ])('refuses a global that is not on the list (%s)', async (_, bytes) => {
    await expectAlexNetError(
      () => run(bytes),
      'bad-weights',
      'os.system',
      'nothing was called',
      'torch.save(',
    );
  });

  it.each<[string, Uint8Array, string]>([
    ['an end in the middle', pickle('K').slice(0, -1), 'ends too early'],
    ['a stack without values', pickle('0'), '1 values on the stack'],
    ['TUPLE2 of one value', pickle('N', [0x86]), '2 values'],
    ['a pop beyond a mark', pickle('N(0'), 'on the stack'],
    ['no mark', pickle('Nt'), 'a mark'],
    ['an append to a number', pickle('K\x01Na'), 'a list'],
    ['items of a list', pickle(']NNs'), 'a dict'],
    ['a key without a value', pickle('}(Nu'), 'pairs of key and value'],
    ['something that was not remembered', pickle('h\x07'), 'number 7'],
    ['a call of a text', pickle(text('print'), ')R'), 'a call of a global'],
    ['a call without a list', pickle(global('a', 'pair'), 'NR'), 'a call of a global'],
    ['state of a list', pickle(']}b'), 'state for a dict'],
    ['a reference outside', pickle('NQ'), 'no reference'],
    ['a global that is no text', pickle('K\x01K\x02', [0x93]), 'not on the list'],
    ['protocol 9', joinBytes([0x80, 9], utf8('N.')), 'protocol 2 to 5'],
    ['an extension', pickle([0x82, 1]), 'byte 0x82'],
    ['INST of protocol 0', pickle('(ios\nsystem\n'), 'byte 0x69'],
    ['OBJ', pickle('(', global('a', 'pair'), 'o'), 'byte 0x6f'],
    ['a number that is none', pickle('Iabc\n'), 'a number'],
    ['a number of 2 GB', pickle([0x8b, 0, 0, 0, 127]), 'up to 64 bytes'],
    ['a text beyond the file', pickle('X', [255, 255, 255, 255]), 'ends too early'],
  ])('refuses %s', async (_, bytes, fragment) => {
    await expectAlexNetError(() => run(bytes), 'bad-weights', fragment);
  });

  it.each(['}', ']', 'N', '('])('stops when "%s" without an end would fill the memory', async piece => {
    await expectAlexNetError(
      () => run(pickle('N', piece.repeat(1_800_000))),
      'bad-weights',
      'far more memory than it is long',
    );
  });
});
