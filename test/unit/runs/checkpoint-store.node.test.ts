import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {CheckpointStore} from '../../../src/runs/checkpoint-store.node';
import type {Checkpoint} from '../../../src/training/checkpoint';
import {sha256Of} from '../../../src/disk/digest.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();
let runs = 0;
const newRun = (): string => join(root, `run-${++runs}`);

function checkpoint(step: number, validationAccuracy?: number): Checkpoint {
  return {
    step,
    metrics: validationAccuracy === undefined ? {} : {validationAccuracy, validationLoss: 1},
    weights: [{name: 'w', shape: [3], data: Float32Array.of(step, step / 3, -step)}],
    optimizer: [],
    state: {at: step},
  };
}

function collect(): {warnings: string[]; onWarning: (message: string) => void} {
  const warnings: string[] = [];
  return {warnings, onWarning: message => warnings.push(message)};
}

describe('CheckpointStore', () => {
  it('returns the last, the best and each by its step', async () => {
    const store = await CheckpointStore.open(newRun());
    expect(await store.load('last')).toBe(undefined);
    for (const [step, accuracy] of [
      [1, 0.2],
      [2, 0.9],
      [3, 0.5],
    ] as const) {
      await store.commit(checkpoint(step, accuracy));
    }
    expect(await store.load()).toEqual(checkpoint(3, 0.5));
    expect(await store.load('best')).toEqual(checkpoint(2, 0.9));
    expect(await store.load(1)).toEqual(checkpoint(1, 0.2));
    await expectAlexNetError(() => store.load(4), 'bad-state', '1, 2, 3', 'step = 4');
    await store.close();
  });

  it('keeps the last one and the best four', async () => {
    const run = newRun();
    const store = await CheckpointStore.open(run);
    for (const [i, accuracy] of [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.6, 0.1].entries()) {
      await store.commit(checkpoint(i + 1, accuracy));
    }
    expect((await store.list()).map(({step}) => step)).toEqual([2, 4, 6, 7, 8]);
    // What was never evaluated is kept only as the last.
    await store.commit(checkpoint(9));
    await store.commit(checkpoint(10));
    expect((await store.list()).map(({step}) => step)).toEqual([2, 4, 6, 7, 10]);
    expect(readdirSync(join(run, 'checkpoints'))).toHaveLength(5);
    await store.close();
  });

  it('reads what another process wrote, and refuses a second writer', async () => {
    const run = newRun();
    const store = await CheckpointStore.open(run);
    await store.commit(checkpoint(1, 0.5));
    await expectAlexNetError(() => CheckpointStore.open(run), 'bad-state', 'in use by process');
    const reader = await CheckpointStore.open(run, {readOnly: true});
    expect(await reader.load('best')).toEqual(checkpoint(1, 0.5));
    await expectAlexNetError(() => reader.commit(checkpoint(2)), 'bad-state', 'readOnly = true');
    await store.close();
    await (await CheckpointStore.open(run)).close();
  });

  it('finds nothing in a directory that is not there when it only reads', async () => {
    const run = newRun();
    const reader = await CheckpointStore.open(run, {readOnly: true});
    expect([await reader.load('last'), await reader.list()]).toEqual([undefined, []]);
    expect(existsSync(run)).toBe(false);
  });

  it('goes back to the one before, aloud, when the newest is damaged, and removes it later', async () => {
    const run = newRun();
    const {warnings, onWarning} = collect();
    const store = await CheckpointStore.open(run, {onWarning});
    await store.commit(checkpoint(1, 0.5));
    await store.commit(checkpoint(2, 0.9));
    writeFileSync(join(run, 'checkpoints/step-00000002/weights.bin'), 'xx');
    expect(await store.load('last')).toEqual(checkpoint(1, 0.5));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('step-00000002');
    expect(warnings[0]).toContain('the one before it is used');
    expect(await store.load('best')).toEqual(checkpoint(1, 0.5));
    // A run that resumes from 1 reaches 2 again.
    await store.commit(checkpoint(2, 0.7));
    expect(await store.load('last')).toEqual(checkpoint(2, 0.7));
    await store.close();
  });

  it('never prunes a whole checkpoint in favor of a damaged one', async () => {
    const run = newRun();
    const {onWarning} = collect();
    const store = await CheckpointStore.open(run, {onWarning, keepBest: 1});
    await store.commit(checkpoint(1, 0.1));
    await store.commit(checkpoint(9, 0.9));
    writeFileSync(join(run, 'checkpoints/step-00000009/state.json'), '{');
    await store.commit(checkpoint(2, 0.2));
    expect(await store.load('last')).toEqual(checkpoint(2, 0.2));
    expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-00000002']);
    await store.close();
  });

  it('says so when every checkpoint is damaged', async () => {
    const run = newRun();
    const {onWarning} = collect();
    const store = await CheckpointStore.open(run, {onWarning});
    await store.commit(checkpoint(1));
    writeFileSync(join(run, 'checkpoints/step-00000001/weights.bin'), '');
    await expectAlexNetError(() => store.load(), 'bad-weights', 'every checkpoint is damaged', '1 damaged');
    await store.close();
  });

  it('clears away what a killed process left half-written, and takes it for nothing', async () => {
    const run = newRun();
    mkdirSync(join(run, 'checkpoints/.tmp-1-1-step-00000005'), {recursive: true});
    writeFileSync(join(run, 'checkpoints/.tmp-1-1-step-00000005/weights.bin'), 'half');
    const store = await CheckpointStore.open(run);
    expect(await store.list()).toEqual([]);
    expect(readdirSync(join(run, 'checkpoints'))).toEqual([]);
    await store.close();
  });

  it('restores the name of a complete checkpoint that a kill left between two names', async () => {
    const run = newRun();
    const store = await CheckpointStore.open(run);
    await store.commit(checkpoint(3, 0.5));
    await store.close();
    renameSync(join(run, 'checkpoints/step-00000003'), join(run, 'checkpoints/.tmp-1-1-step-00000003'));
    const again = await CheckpointStore.open(run);
    expect(await again.load()).toEqual(checkpoint(3, 0.5));
    await again.close();
  });

  it('replaces the checkpoint of the same step', async () => {
    const run = newRun();
    const store = await CheckpointStore.open(run);
    await store.commit(checkpoint(1, 0.5));
    await store.commit(checkpoint(1, 0.6));
    expect(await store.load()).toEqual(checkpoint(1, 0.6));
    expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-00000001']);
    await store.close();
  });

  it.skipIf(process.getuid?.() === 0)(
    'is as before when the disk refuses (skipped for root, whom no disk refuses)',
    async () => {
      const run = newRun();
      const store = await CheckpointStore.open(run);
      await store.commit(checkpoint(1, 0.5));
      chmodSync(join(run, 'checkpoints'), 0o500);
      await expectAlexNetError(
        () => store.commit(checkpoint(2)),
        'io',
        'step 2',
        'fix: change the permissions',
      );
      chmodSync(join(run, 'checkpoints'), 0o700);
      expect(await store.load()).toEqual(checkpoint(1, 0.5));
      await store.close();
    },
  );

  it('finds a checkpoint by its weights, and tells the state of the last, without reading any', async () => {
    const store = await CheckpointStore.open(temporaryDirectory());
    expect([await store.lastState(), await store.withWeights('0')]).toEqual([undefined, undefined]);
    await store.commit({...checkpoint(1, 0.5), state: {epoch: 1}});
    await store.commit({...checkpoint(2, 0.6), state: {epoch: 2}});
    expect(await store.lastState()).toEqual({epoch: 2});
    const sha256 = sha256Of(readFileSync(store.weightsPath(1)));
    expect((await store.withWeights(sha256))?.step).toBe(1);
    await store.close();
  });

  it('writes nothing more when another process took the lock', async () => {
    const run = temporaryDirectory();
    const store = await CheckpointStore.open(run);
    await store.commit(checkpoint(1, 0.5));
    writeFileSync(join(run, '.lock'), '{}');
    await expectAlexNetError(() => store.commit(checkpoint(2)), 'bad-state', 'lost the lock');
    expect((await store.list()).map(({step}) => step)).toEqual([1]);
    await store.close();
  });

  it('refuses a step that is no integer', async () => {
    const store = await CheckpointStore.open(newRun());
    await expectAlexNetError(() => store.commit(checkpoint(1.5)), 'bad-argument', 'step = 1.5');
    await store.close();
  });
});
