import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../../src/errors';
import {isReadFailure, readFailure} from '../../../src/training/training-input';

const gone = new AlexNetError({code: 'bad-data', where: 'cat/1.jpg', problem: 'there is no such file.'});

describe('readFailure', () => {
  it('keeps the file and the problem, and says where the run stopped and both ways on', () => {
    const error = readFailure(gone, 7);
    expect([error.code, error.where, error.cause]).toEqual(['bad-data', 'cat/1.jpg', gone]);
    expect(error.message).toContain('there is no such file. The training stopped; the checkpoint of step 7');
    expect(error.fix).toContain('--resume');
    expect(error.fix).toContain('--changed-photos');
  });
});

describe('isReadFailure', () => {
  it('is what photos and the system can cause, not a defect or a diverged run', () => {
    const of = (code: AlexNetError['code']): boolean =>
      isReadFailure(new AlexNetError({code, where: 'x', problem: 'y.'}));
    expect([of('bad-data'), of('io'), of('bad-state'), isReadFailure(new Error('internal'))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
