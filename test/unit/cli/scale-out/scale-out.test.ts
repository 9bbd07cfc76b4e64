import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../../support/in-process';
import {packedPhotos} from '../../../support/packed-photos';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('alexnet scale-out', () => {
  const root = temporaryDirectory();
  const job = join(root, 'job');

  it('writes a job, and prints what it trains and the lines that continue', async () => {
    const data = await packedPhotos(12);
    const line = ['scale-out', '--preset', 'alexnet-mini', '--data', data, '--batch', '4'];
    const {code, result} = await alexnetJson<Record<string, unknown>>(
      ...line,
      '--out',
      job,
      '--max-steps',
      '3',
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({
      job,
      preset: 'alexnet-mini',
      step: 0,
      totalSteps: 3,
      classes: ['cat', 'dog'],
    });
    expect(existsSync(join(job, 'train_ddp.py'))).toBe(true);
    const again = await alexnet(...line, '--out', job);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('holds a training job')]);
  });
});
