import {appendFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {readRunHistory} from '../../../src/runs/read-run-history.node.js';
import type {TrainState} from '../../../src/training/train-state';
import {flipBit} from '../../support/flip-bit';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const row = (step: number) => ({step, epoch: 0, learningRate: 0.1, loss: 1, accuracy: 0.5});

/** A run of three steps with a checkpoint after the second, which holds the row of the third where `held` is set. */
async function writeRun({held = false} = {}): Promise<string> {
  const directory = temporaryDirectory();
  const run = await openRunDirectory(directory, {resume: false, onWarning: () => undefined});
  await run.history.append(row(1));
  await run.history.append(row(2));
  const state: Partial<TrainState> = {
    historyBytes: await run.history.flush(),
    historyDigest: run.history.digest,
    ...(held ? {heldRow: row(3), finalEvaluation: {step: 3, accuracy: 0.5, loss: 1.25}} : {}),
  };
  await run.store.commit({step: 2, metrics: {}, weights: [], optimizer: [], state});
  await run.history.append(held ? {...row(3), validationLoss: 1.25, validationAccuracy: 0.5} : row(3));
  await run.close();
  return directory;
}

describe('readRunHistory', () => {
  it('reads the rows until the last checkpoint, and the row that the checkpoint holds', async () => {
    const warnings: string[] = [];
    const read = await readRunHistory(await writeRun(), text => warnings.push(text));
    expect(read.map(({step}) => step)).toEqual([1, 2]);
    expect(warnings.join()).toContain('after the last checkpoint are left out');
    const rows = await readRunHistory(await writeRun({held: true}));
    expect(rows.map(({step, validationLoss}) => [step, validationLoss])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 1.25],
    ]);
  });

  it('returns no row that a flipped bit changed', async () => {
    const directory = await writeRun({held: true});
    const path = join(directory, 'history.csv');
    const whole = readFileSync(path);
    const rows = await readRunHistory(directory);
    for (let bit = 0; bit < 8 * whole.length; bit += 5) {
      flipBit(path, bit);
      const read = await readRunHistory(directory, () => undefined).catch(() => undefined);
      // The last row is left out where it is not the one that the checkpoint holds.
      expect(read ?? []).toEqual(rows.slice(0, read?.length ?? 0));
      writeFileSync(path, whole);
    }
  });

  it('says what to do about a damaged file', async () => {
    const directory = await writeRun();
    flipBit(join(directory, 'history.csv'), 8 * 70);
    await expectAlexNetError(() => readRunHistory(directory), 'bad-data', 'history.csv', 'restore the file');
  });

  it('is empty without a history, and reads all rows where no checkpoint is', async () => {
    expect(await readRunHistory(temporaryDirectory())).toEqual([]);
    const directory = await writeRun();
    rmSync(join(directory, 'checkpoints'), {recursive: true});
    appendFileSync(join(directory, 'history.csv'), '4,0,');
    expect((await readRunHistory(directory)).map(({step}) => step)).toEqual([1, 2, 3]);
  });
});
