import {describe, expect, it} from 'vitest';
import {resumeCommand, shellWord} from '../../../src/visualize/resume-command';

describe('resumeCommand', () => {
  it('needs the directory of the run and nothing else', () => {
    expect(resumeCommand('runs/my cats')).toBe("npx alexnet train --out 'runs/my cats' --resume");
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
