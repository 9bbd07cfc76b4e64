import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {checkRunDirectory, openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('run directory', () => {
  it('is refused when it holds another run, unless that is to be resumed', async () => {
    const directory = temporaryDirectory();
    await checkRunDirectory(directory, false);
    mkdirSync(join(directory, 'checkpoints/step-00000001'), {recursive: true});
    await expectAlexNetError(() => checkRunDirectory(directory, false), 'bad-state', directory, 'resume');
    await checkRunDirectory(directory, true);
  });

  it('is refused where a model lies that no run made, also to be resumed', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'model.json'), '{}');
    await expectAlexNetError(
      () => checkRunDirectory(directory, true),
      'bad-state',
      'would be overwritten',
      '--weights',
    );
    mkdirSync(join(directory, 'checkpoints'));
    await expectAlexNetError(() => checkRunDirectory(directory, true), 'bad-state', 'would be overwritten');
    // Killed between two renames.
    mkdirSync(join(directory, 'checkpoints/.tmp-7-1-step-00000001'));
    await checkRunDirectory(directory, true);
  });

  it('is free again after a run that failed before its first checkpoint', async () => {
    const directory = temporaryDirectory();
    const run = await openRunDirectory(directory, {resume: false, onWarning: () => undefined});
    await run.history.append({step: 1, epoch: 0, learningRate: 0.1, loss: 1, accuracy: 0});
    await run.close();
    await checkRunDirectory(directory, false);
    writeFileSync(join(directory, 'model.json'), '{}');
    await expectAlexNetError(() => checkRunDirectory(directory, false), 'bad-state', 'it holds a model');
  });

  it('belongs to one process at a time', async () => {
    const directory = temporaryDirectory();
    const open = (): ReturnType<typeof openRunDirectory> =>
      openRunDirectory(directory, {resume: true, onWarning: () => undefined});
    const run = await open();
    await expectAlexNetError(open, 'bad-state', directory);
    await run.close();
    const again = await open();
    expect(again.store).not.toBe(run.store);
    await again.close();
  });
});
