import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../src/errors';

describe('AlexNetError', () => {
  it('says where, what was wrong, expected, received and the fix, in that order', () => {
    const error = new AlexNetError({
      code: 'bad-shape',
      where: 'GroupedConv2D "conv2"',
      problem: '96 input channels cannot be split into 5 groups.',
      expected: 'a divisor of 96',
      received: 'groups = 5',
      fix: 'set groups to 1, 2 or 4',
    });
    expect(error.message).toBe(
      'GroupedConv2D "conv2": 96 input channels cannot be split into 5 groups.\n' +
        '  expected: a divisor of 96\n' +
        '  received: groups = 5\n' +
        '  fix: set groups to 1, 2 or 4',
    );
  });

  it('leaves out the slots that are not known', () => {
    expect(new AlexNetError({code: 'io', where: 'photo.jpg', problem: 'the disk is full.'}).message).toBe(
      'photo.jpg: the disk is full.',
    );
  });

  it('has the same parts as fields, with the cause', () => {
    const cause = new Error('ENOSPC');
    const error = new AlexNetError({code: 'io', where: 'w', problem: 'p', fix: 'f', details: [1], cause});
    expect(error).toMatchObject({
      code: 'io',
      where: 'w',
      problem: 'p',
      fix: 'f',
      details: [1],
      cause,
      name: 'AlexNetError',
    });
    expect(error).toBeInstanceOf(Error);
  });
});
