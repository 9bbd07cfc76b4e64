import {readFile} from 'node:fs/promises';
import {describe, expect, it} from 'vitest';
import {describeSystemError, sentence} from '../../../src/disk/describe-system-error.node';

describe('describeSystemError', () => {
  it('is a sentence with the code that one can look up', async () => {
    const error: unknown = await readFile('/no/such/file').catch((thrown: unknown) => thrown);
    expect(describeSystemError(error)).toBe('No such file or directory (ENOENT).');
  });

  it('takes any error and any value', () => {
    expect(describeSystemError(new Error('it broke'))).toBe('It broke.');
    expect(describeSystemError('odd')).toBe('Odd.');
  });
});

describe('sentence', () => {
  it('has one line, a capital letter and one period', () => {
    expect(sentence(' two\n  lines.\n')).toBe('Two; lines.');
  });
});
