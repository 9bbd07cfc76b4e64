import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {sha256Of} from '../../../src/disk/digest.node';
import type {Checkpoint} from '../../../src/training/checkpoint';
import {
  readCheckpointFiles,
  readCheckpointRecord,
  writeCheckpointFiles,
} from '../../../src/runs/checkpoint-files.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();
const checkpoint: Checkpoint = {
  step: 7,
  metrics: {validationAccuracy: 0.5, validationLoss: 0.7},
  weights: [{name: 'conv1/kernel', shape: [2, 1], data: Float32Array.of(1, -0)}],
  optimizer: [{name: 'iter', shape: [], data: Float32Array.of(7)}],
  state: {nested: [1, null, 'ü']},
};

describe('checkpoint files', () => {
  it('come back as they were written', async () => {
    const directory = join(root, 'plain');
    const record = await writeCheckpointFiles(directory, checkpoint);
    expect(await readCheckpointFiles(directory)).toEqual(checkpoint);
    expect(await readCheckpointRecord(directory)).toEqual(record);
    expect(record.weights.sha256).toBe(sha256Of(readFileSync(join(directory, 'weights.bin'))));
  });

  it('are refused when any one byte was changed', async () => {
    const directory = join(root, 'flipped');
    await writeCheckpointFiles(directory, checkpoint);
    for (const name of ['weights.bin', 'optimizer.bin', 'state.json']) {
      const path = join(directory, name);
      const whole = readFileSync(path);
      for (let i = 0; i < whole.length; i += Math.max(1, Math.floor(whole.length / 20))) {
        const damaged = Buffer.from(whole);
        damaged[i] = (damaged[i] ?? 0) ^ 1;
        writeFileSync(path, damaged);
        await expectAlexNetError(
          () => readCheckpointFiles(directory),
          'bad-weights',
          name,
          'fix: load an earlier',
        );
      }
      writeFileSync(path, whole.subarray(0, whole.length - 2));
      await expectAlexNetError(() => readCheckpointFiles(directory), 'bad-weights', name);
      writeFileSync(path, whole);
    }
    expect(await readCheckpointFiles(directory)).toEqual(checkpoint);
  });

  it('are refused when one is missing', async () => {
    await expectAlexNetError(() => readCheckpointFiles(join(root, 'nothing')), 'bad-weights', 'no such file');
  });

  it('share the disk space of an earlier checkpoint with the same bytes', async () => {
    const first = join(root, 'first');
    const second = join(root, 'second');
    const record = await writeCheckpointFiles(first, checkpoint);
    await writeCheckpointFiles(second, {...checkpoint, optimizer: []}, [{directory: first, record}]);
    expect(statSync(join(second, 'weights.bin')).ino).toBe(statSync(join(first, 'weights.bin')).ino);
    expect(statSync(join(second, 'optimizer.bin')).ino).not.toBe(statSync(join(first, 'optimizer.bin')).ino);
  });

  it('are written anew when the earlier file was damaged since', async () => {
    const first = join(root, 'damaged-first');
    const record = await writeCheckpointFiles(first, checkpoint);
    writeFileSync(join(first, 'weights.bin'), 'xx');
    const second = join(root, 'after-damage');
    await writeCheckpointFiles(second, checkpoint, [{directory: first, record}]);
    expect(await readCheckpointFiles(second)).toEqual(checkpoint);
  });

  it('of another version are unsupported, not damaged', async () => {
    const directory = join(root, 'version');
    const record = await writeCheckpointFiles(directory, checkpoint);
    const body = JSON.stringify({...record, version: 2});
    writeFileSync(join(directory, 'state.json'), `{"sha256":"${sha256Of(body)}","body":${body}}`);
    await expectAlexNetError(() => readCheckpointRecord(directory), 'unsupported', 'version 2');
  });
});
