import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {chooseBackend} from '../../../../src/backends/choose-backend.node';
import {CheckpointStore} from '../../../../src/runs/checkpoint-store.node';
import {readJobCheckpoint, writeJobCheckpoint} from '../../../../src/runs/scale-out/job-records.node';
import {takeTrainingJob} from '../../../../src/runs/scale-out/take-training-job.node';
import {writeTrainingJob} from '../../../../src/runs/scale-out/write-training-job.node';
import {trainOnPhotos} from '../../../../src/runs/train-on-photos.node';
import {writeReport} from '../../../../src/visualize/report.node';
import {packedPhotos} from '../../../support/packed-photos';
import {temporaryDirectory} from '../../../support/temporary-directory';

const PYTHON_ROWS = '1,0,1e-05,0.75,0.5,,\n2,0,0.0002,0.7,0.5,0.69,0.5\n';

describe('takeTrainingJob', () => {
  const root = temporaryDirectory();
  const [job, out] = [join(root, 'job'), join(root, 'run')];
  const warnings: string[] = [];
  const quiet = {onNote: () => undefined, onWarning: (line: string) => void warnings.push(line)};
  const best = {step: 2, accuracy: 0.5, loss: 0.69};
  const checkpoint = join(job, 'checkpoints', 'step-00000002');
  beforeAll(async () => {
    await chooseBackend();
    const data = await packedPhotos(20);
    await writeTrainingJob({
      data,
      preset: 'alexnet-mini',
      batchSize: 4,
      epochs: 1,
      maxSteps: 4,
      evaluateEvery: 2,
      out: job,
      ...quiet,
    });
    // What PyTorch would have written after two steps.
    const {weights, state} = await readJobCheckpoint(join(job, 'start'));
    const velocity = weights.map(array => ({...array, data: array.data.map(value => value / 8)}));
    const metrics = {validationAccuracy: 0.5, validationLoss: 0.69};
    await writeJobCheckpoint(checkpoint, {state: {...state, step: 2, metrics, best}, weights, velocity});
    appendFileSync(join(job, 'history.csv'), PYTHON_ROWS);
    mkdirSync(join(job, 'logs'));
    writeFileSync(join(job, 'logs', 'events'), 'log');
  });

  it('makes a run with the weights, the history, the logs and a report', async () => {
    const report = await takeTrainingJob({job, out, report: writeReport, ...quiet});
    expect(report).toMatchObject({steps: 2, epochs: 1, interrupted: true, best, accuracy: 0.5, model: out});
    expect(readFileSync(join(out, 'history.csv'), 'utf8')).toMatch(/^1,0,0\.00001,0\.75,0\.5,,$/m);
    expect(readFileSync(join(out, 'logs', 'events'), 'utf8')).toBe('log');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('alexnet-mini');
    const store = await CheckpointStore.open(out, {readOnly: true});
    const [saved, given] = [await store.load('last'), await readJobCheckpoint(checkpoint)];
    expect(saved?.weights).toEqual(given.weights);
    expect(saved?.optimizer[1]).toEqual({
      ...given.velocity[0],
      name: `${given.velocity[0]?.name ?? ''}/momentum`,
    });
    expect(warnings).toEqual([]);
  });

  it('makes a run that is resumed here with the same settings', async () => {
    const report = await trainOnPhotos({out, resume: true, ...quiet});
    expect(report).toMatchObject({steps: 4, interrupted: false});
    expect(readFileSync(join(out, 'history.csv'), 'utf8').trim().split('\n')).toHaveLength(5);
  });

  it('leaves out a damaged checkpoint, with a warning', async () => {
    const file = join(checkpoint, 'velocity.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = 1 ^ (bytes.at(-1) ?? 0);
    writeFileSync(file, bytes);
    await expect(takeTrainingJob({job, out: join(root, 'other'), ...quiet})).rejects.toThrow(
      /not trained yet/,
    );
    expect(warnings.at(-1)).toContain('does not fit its digest');
  });
});
