import {describe, expect, it} from 'vitest';
import {
  numpyGlobals,
  type PickleArray,
  type PickleDtype,
  readPickleArray,
} from '../../../../src/formats/pickle/numpy-globals';
import {PickleForeign} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {floats} from '../../../support/weight-bytes';

const file = new SourceFile('read', new Uint8Array(0));
const globals = new Map(numpyGlobals(file).map(global => [global.name, global]));
const call = (name: string, ...args: unknown[]): unknown => globals.get(name)!.call!(args);
const dtype = (code: string, order = '<'): PickleDtype => {
  const made = call('numpy.dtype', code, false, true) as PickleDtype;
  made.setState([3, order, null, null, null, -1, -1, 0]);
  return made;
};

function array(state: unknown[]): PickleArray {
  const made = call(
    'numpy.core.multiarray._reconstruct',
    globals.get('numpy.ndarray'),
    [0],
    'b',
  ) as PickleArray;
  made.setState(state);
  return made;
}

describe('numpyGlobals', () => {
  it('builds arrays, in either order', () => {
    const rows = readPickleArray(file, 'a', array([1, [2, 2], dtype('f4'), false, floats(1, 2, 3, 4)]));
    expect(rows).toEqual({name: 'a', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4)});
    const columns = readPickleArray(file, 'a', array([1, [2, 2], dtype('f4'), true, floats(1, 2, 3, 4)]));
    expect([...columns.data]).toEqual([1, 3, 2, 4]);
    const buffer = call('numpy._core.numeric._frombuffer', floats(1, 2), dtype('f4'), [2], 'C');
    expect([...readPickleArray(file, 'a', buffer as PickleArray).data]).toEqual([1, 2]);
  });

  it('keeps the byte order, and takes ASCII texts of Python 2 as bytes', () => {
    const big = array([1, [1], dtype('i2', '>'), false, Uint8Array.of(1, 2)]);
    expect([...readPickleArray(file, 'a', big).data]).toEqual([258]);
    const text = array([1, [2], dtype('u1'), false, 'ab']);
    expect([...readPickleArray(file, 'a', text).data]).toEqual([97, 98]);
  });

  it('builds numbers', () => {
    const value = Uint8Array.from(new Uint8Array(Float64Array.of(56.5).buffer));
    expect(call('numpy.core.multiarray.scalar', dtype('f8'), value)).toBe(56.5);
    expect(call('numpy._core.multiarray.scalar', dtype('b1'), Uint8Array.of(1))).toBe(true);
    expect(call('numpy.core.multiarray.scalar', dtype('U3'), 'abc')).toBeInstanceOf(PickleForeign);
  });

  it('tells arrays of objects from those of numbers', () => {
    expect(array([1, [], dtype('O8', '|'), false, [7]]).objects).toEqual([7]);
    expect(array([1, [1], dtype('f4'), false, floats(1)]).objects).toBeUndefined();
    expect(array([1, [1], dtype('c8'), false, floats(1, 2)]).isNumeric).toBe(false);
  });

  it.each<[string, unknown[]]>([
    ['too few values', [1, [3], dtype('f4'), false, floats(1, 2)]],
    ['no dtype', [1, [1], 'f4', false, floats(1)]],
    ['no shape', [1, null, dtype('f4'), false, floats(1)]],
    ['a negative size', [1, [-1], dtype('f4'), false, floats(1)]],
    ['no values', [1, [1], dtype('f4'), false, null]],
    ['a type that is no number', [1, [1], dtype('S4'), false, floats(1)]],
  ])('refuses %s', async (_, state) => {
    await expectAlexNetError(() => readPickleArray(file, 'w', array(state)), 'bad-weights', '"w"');
  });

  it('refuses wrong arguments', async () => {
    await expectAlexNetError(() => call('numpy.dtype', 7), 'bad-weights', 'numpy.dtype');
    await expectAlexNetError(() => call('numpy.core.multiarray.scalar', 'f8', ''), 'bad-weights', 'scalar');
    await expectAlexNetError(
      () => call('numpy.core.multiarray.scalar', dtype('f8'), Uint8Array.of(1)),
      'bad-weights',
      'scalar',
    );
  });
});
