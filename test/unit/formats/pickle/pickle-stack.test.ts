import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {PickleStack} from '../../../../src/formats/pickle/pickle-stack';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';

function stack(): PickleStack {
  const file = new SourceFile('read', new Uint8Array(0));
  return new PickleStack(new ByteReader(file, file.bytes, 'the pickle'));
}

describe('PickleStack', () => {
  it('returns values in reverse, and those above a mark in order', () => {
    const values = stack();
    values.push(1);
    values.mark();
    values.push(2);
    values.push(3);
    expect(values.popToMark()).toEqual([2, 3]);
    expect(values.top()).toBe(1);
    expect(values.pop()).toBe(1);
  });

  it('remembers values by number', () => {
    const values = stack();
    values.push('a');
    values.memoize();
    values.push('b');
    values.memoize(7);
    values.recall(0);
    values.recall(7);
    expect(values.popMany(2)).toEqual(['a', 'b']);
  });

  it('refuses what is not there', async () => {
    await expectAlexNetError(() => stack().pop(), 'bad-weights', '1 values on the stack');
    await expectAlexNetError(() => stack().popToMark(), 'bad-weights', 'a mark');
    await expectAlexNetError(
      () => {
        stack().recall(3);
      },
      'bad-weights',
      'number 3',
    );
  });

  it('accounts for what it holds', async () => {
    const values = stack();
    await expectAlexNetError(
      () => {
        for (let i = 0; i < 2_000_000; i++) {
          values.push(null);
        }
      },
      'bad-weights',
      'far more memory',
    );
  });
});
