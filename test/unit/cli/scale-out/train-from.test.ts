import {describe, expect, it} from 'vitest';
import {alexnet} from '../../../support/in-process';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('alexnet train --from', () => {
  it('needs --out, and refuses settings, which are those of the job', async () => {
    const without = await alexnet('train', '--from', 'job');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("'--out <dir>'")]);
    const more = await alexnet('train', '--from', 'job', '--out', 'run', '--epochs', '3');
    expect([more.code, more.stderr]).toEqual([2, expect.stringContaining('received: epochs')]);
  });

  it('says where there is no job', async () => {
    const {code, stderr} = await alexnet('train', '--from', temporaryDirectory(), '--out', 'run');
    expect([code, stderr]).toEqual([2, expect.stringContaining('alexnet scale-out')]);
  });
});
