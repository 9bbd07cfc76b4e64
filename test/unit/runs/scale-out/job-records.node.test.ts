import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  readJobCheckpoint,
  readJobJson,
  readJobRecord,
  writeJobCheckpoint,
  writeJobRecord,
  type JobRecord,
} from '../../../../src/runs/scale-out/job-records.node';
import {temporaryDirectory} from '../../../support/temporary-directory';

const record: JobRecord = {
  ...{version: 1, identity: {seed: 1}, epochs: 2, stepsPerEpoch: 3, totalSteps: 6, seed: 1, keep: 4},
  dropout: null,
  firstPhotos: [2, 0, 1],
};

describe('the records of a training job', () => {
  it('are read as they were written', async () => {
    const job = temporaryDirectory();
    await writeJobRecord(job, record);
    expect(await readJobRecord(job)).toEqual(record);
    const weights = [{name: 'fc/kernel', shape: [1, 2], data: Float32Array.of(1, -0.1)}];
    const state = {step: 4, metrics: {validationLoss: 0.5}, schedule: null};
    await writeJobCheckpoint(join(job, 'start'), {state, weights, velocity: []});
    expect(await readJobCheckpoint(join(job, 'start'))).toEqual({state, weights, velocity: []});
  });

  it('are refused where a file is another one, or damaged', async () => {
    const job = temporaryDirectory();
    await expect(readJobRecord(job)).rejects.toThrow(/no training job/);
    writeFileSync(join(job, 'job.json'), '{"version": 2}');
    await expect(readJobRecord(job)).rejects.toThrow(/not one of a training job/);
    writeFileSync(join(job, 'network.json'), '{');
    await expect(readJobJson(job, 'network.json')).rejects.toThrow(/network\.json/);
    await writeJobCheckpoint(job, {state: {step: 0, metrics: {}, schedule: null}, weights: [], velocity: []});
    writeFileSync(join(job, 'weights.safetensors'), 'x');
    await expect(readJobCheckpoint(job)).rejects.toThrow(/does not fit its digest/);
  });
});
