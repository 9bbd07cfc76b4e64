import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {shellQuote} from '../../../../src/cli/terminal/shell-quote';

const SEED = 5;

describe('shellQuote', () => {
  it('leaves plain words alone', () => {
    expect(['runs/first', '--batch', 'dog,cat', '0.01'].map(shellQuote)).toEqual([
      'runs/first',
      '--batch',
      'dog,cat',
      '0.01',
    ]);
  });

  it.skipIf(process.platform === 'win32')(
    `comes out of a shell as it went in (fast-check seed ${SEED})`,
    () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.string().filter(text => !text.includes('\0')),
            {minLength: 1, maxLength: 5},
          ),
          words => {
            const line = words.map(shellQuote).join(' ');
            const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], {encoding: 'utf8'});
            expect(out.split('\0').slice(0, -1)).toEqual(words);
          },
        ),
        {seed: SEED, numRuns: 50},
      );
    },
  );
});
