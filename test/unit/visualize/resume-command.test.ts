import {describe, expect, it} from 'vitest';
import {resumeCommand, shellWord} from '../../../src/visualize/resume-command';

describe('resumeCommand', () => {
  it('has every option of the run, since they decide which run it is', () => {
    expect(
      resumeCommand('runs/my cats', {
        data: 'photos',
        out: 'runs/my cats',
        preset: 'alexnet-mini',
        classes: 'dog,"a, b"',
        batchSize: 8,
        histograms: true,
        resume: false,
      }),
    ).toBe(
      "npx alexnet train --data photos --preset alexnet-mini --classes 'dog,\"a, b\"' --batch-size 8 --histograms --out 'runs/my cats' --resume",
    );
  });
});

describe('shellWord', () => {
  it('quotes what a shell would take apart', () => {
    expect(['a/b-c.d', 'a b', "it's", '$x'].map(shellWord)).toEqual([
      'a/b-c.d',
      "'a b'",
      "'it'\\''s'",
      "'$x'",
    ]);
  });
});
