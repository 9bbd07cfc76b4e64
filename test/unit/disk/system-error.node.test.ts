import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../../src/errors';
import {isShortage, throwIfOfSystem} from '../../../src/disk/system-error.node.js';
import {expectAlexNetError} from '../../support/matchers';

const error = (code: string | undefined, text = 'refused'): Error =>
  Object.assign(new Error(`${code ?? ''}: ${text}`), {code});

describe('throwIfOfSystem', () => {
  it('never takes what the system refuses for a fault of a file', async () => {
    const refused = ['EMFILE', 'EAGAIN', 'EIO', 'ENOMEM', 'ESTALE'].map(code => error(code));
    for (const one of [...refused, error(undefined, 'unable to create thread')]) {
      await expectAlexNetError(
        () => {
          throwIfOfSystem('reading a.jpg', one);
        },
        'io',
        'reading a.jpg',
      );
    }
    const caused = new AlexNetError({code: 'io', where: 'a', problem: 'b.', cause: error('EIO')});
    expect(() => {
      throwIfOfSystem('reading a.jpg', caused);
    }).toThrow(caused);
    for (const code of ['ENOENT', 'EACCES', 'EISDIR', 'ERR_MODULE_NOT_FOUND', undefined]) {
      expect(() => {
        throwIfOfSystem('reading a.jpg', error(code));
        throwIfOfSystem('a', new AlexNetError({code: 'io', where: 'a', problem: 'b.', cause: error(code)}));
      }).not.toThrow(/./);
    }
  });
});

describe('isShortage', () => {
  it('is what passes when other work ends, by code or by the words of other software', () => {
    expect(['EMFILE', 'EAGAIN', 'EIO', 'ENOENT'].map(code => isShortage(error(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isShortage(new Error('a.jpg: system error: Too many open files'))).toBe(true);
  });
});
