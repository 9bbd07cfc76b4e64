import {describe, expect, it} from 'vitest';
import {holdsObjects, readPickledNpy} from '../../../../src/formats/numpy/read-pickled-npy';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {global, pickle, text} from '../../../support/pickle';
import {joinBytes, utf8} from '../../../support/weight-bytes';

/** A `.npy` of one object; see NumPy Enhancement Proposal 1. */
function objects(content: Uint8Array, descr = '|O'): Uint8Array {
  const header = utf8(`{'descr': '${descr}', 'fortran_order': False, 'shape': (), }\n`);
  return joinBytes([0x93], utf8('NUMPY'), [1, 0, header.length, 0], header, content);
}

/** The array of one number, 5, of the type uint8. */
const five = joinBytes(
  global('numpy.core.multiarray', '_reconstruct'),
  utf8('('),
  global('numpy', 'ndarray'),
  utf8('(K\x00tU\x01btR(K\x01(K\x01t'),
  global('numpy', 'dtype'),
  utf8('(U\x02u1K\x00K\x01tRK\x00U\x01\x05tb'),
);

function read(content: Uint8Array): {names: string[]; skipped: string[]} {
  const bytes = objects(content);
  const {arrays, skipped} = readPickledNpy(new SourceFile('read', bytes), bytes, '');
  expect(arrays.every(({data}) => data[0] === 5)).toBe(true);
  return {names: arrays.map(({name}) => name), skipped};
}

describe('readPickledNpy', () => {
  it('joins the keys on the way by slashes', () => {
    expect(read(pickle('}', text('conv1'), '}', text('weights'), five, 'ss'))).toEqual({
      names: ['conv1/weights'],
      skipped: [],
    });
  });

  it('runs nothing, and names objects that are no arrays', async () => {
    const other = joinBytes(global('a', 'B'), utf8(')R'));
    expect(read(pickle('}(', text('w'), five, text('x'), other, 'u'))).toEqual({
      names: ['w'],
      skipped: ['x (a.B)'],
    });
    await expectAlexNetError(
      () => read(pickle(global('os', 'system'), text('ls'), [0x85], 'R')),
      'bad-weights',
      'nothing was called',
    );
  });

  it('refuses lists that hold themselves, and dictionaries without arrays', async () => {
    await expectAlexNetError(() => read(pickle(']q\x00h\x00a')), 'bad-weights', 'nested too deep');
    await expectAlexNetError(() => read(pickle('}')), 'unsupported', '|O');
  });
});

describe('holdsObjects', () => {
  it('goes by the header', () => {
    expect(holdsObjects(objects(pickle('}')))).toBe(true);
    expect(holdsObjects(objects(pickle('}'), '|O8'))).toBe(true);
    expect(holdsObjects(objects(pickle('}'), '<f4'))).toBe(false);
  });
});
