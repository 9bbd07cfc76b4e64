import {describe, expect, it} from 'vitest';
import {divergenceError} from '../../../src/training/divergence-error';

describe('divergenceError', () => {
  it('says the step, the value, the last good checkpoint and what to try', () => {
    const error = divergenceError({step: 12, what: 'loss', value: Number.NaN, lastCheckpoint: 10});
    expect(error.code).toBe('bad-state');
    expect(error.message).toContain('step 12');
    expect(error.message).toContain('loss = NaN');
    expect(error.message).toContain('the checkpoint of step 10');
    expect(error.fix).toContain('learning rate 10 times smaller');
  });

  it('says when there is no checkpoint', () => {
    const error = divergenceError({step: 1, what: 'weight conv1/kernel', lastCheckpoint: undefined});
    expect(error.message).toContain('no checkpoint was written before');
    expect(error.received).toBe('NaN or Infinity');
  });
});
