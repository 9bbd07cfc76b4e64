import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {chooseBackend} from '../../../../src/backends/choose-backend.node';
import {CheckpointStore} from '../../../../src/runs/checkpoint-store.node';
import {readJobCheckpoint, readJobRecord} from '../../../../src/runs/scale-out/job-records.node';
import {takeTrainingJob} from '../../../../src/runs/scale-out/take-training-job.node';
import {writeTrainingJob} from '../../../../src/runs/scale-out/write-training-job.node';
import {trainOnPhotos} from '../../../../src/runs/train-on-photos.node';
import {EpochOrder} from '../../../../src/training/epoch-order';
import {packedPhotos} from '../../../support/packed-photos';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('writeTrainingJob', () => {
  const root = temporaryDirectory();
  const quiet = {onNote: () => undefined, onWarning: () => undefined};
  const job = join(root, 'job');
  let options: {data: string; preset: string; batchSize: number; maxSteps: number; seed: number};
  const json = (name: string, folder = job): Record<string, unknown> =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
  beforeAll(async () => {
    await chooseBackend();
    options = {data: await packedPhotos(20), preset: 'alexnet-mini', batchSize: 4, maxSteps: 2, seed: 3};
    await writeTrainingJob({...options, out: job, ...quiet});
  });

  it('writes the network, the recipe and the photos as data', () => {
    expect(json('network.json')).toMatchObject({id: 'alexnet-mini', inputShape: [67, 67, 3]});
    expect(json('recipe.json')).toMatchObject({
      ...{
        batchSize: 4,
        stepsPerEpoch: 4,
        totalSteps: 2,
        scheduleSteps: 360,
        momentum: 0.9,
        weightDecay: 0.0005,
      },
      schedule: {kind: 'cosine'},
      multipliers: {'conv1/kernel': {learningRate: 1, weightDecay: 1}},
    });
    const {training, validation} = json('plan.json') as Record<string, {label: number[]; place: string}>;
    expect([training?.label.length, validation?.label.length]).toEqual([16, 4]);
    expect(training?.place).toBe(options.data);
    expect(readdirSync(job)).toEqual(
      expect.arrayContaining(['train_ddp.py', 'requirements.txt', 'README.md', 'trainjob.yaml', 'sky.yaml']),
    );
  });

  it('names the first photos of the order in which a run here uses them', async () => {
    const order = new EpochOrder({count: 16, batchSize: 4, seed: 3});
    expect((await readJobRecord(job)).firstPhotos).toEqual([...order.batch(0).indices]);
  });

  it('starts from the weights of a run here with the same seed, and from those of a run that it continues', async () => {
    const out = join(root, 'run');
    await trainOnPhotos({...options, out, evaluateEvery: 2, ...quiet});
    const continued = join(root, 'continued');
    const report = await writeTrainingJob({run: out, maxSteps: 4, out: continued, ...quiet});
    expect(report).toMatchObject({step: 2, totalSteps: 4});
    const {state, weights, velocity} = await readJobCheckpoint(join(continued, 'start'));
    const store = await CheckpointStore.open(out, {readOnly: true});
    const saved = await store.load('last');
    expect(state).toMatchObject({step: 2, best: {step: 2}});
    expect(weights).toEqual(saved?.weights);
    expect(velocity.map(({name}) => `${name}/momentum`)).toEqual(
      saved?.optimizer.slice(1).map(({name}) => name),
    );
    expect(readFileSync(join(continued, 'history.csv'), 'utf8')).toBe(
      readFileSync(join(out, 'history.csv'), 'utf8'),
    );
    const start = await readJobCheckpoint(join(job, 'start'));
    expect([start.state.step, start.velocity]).toEqual([0, []]);
    expect((await readJobRecord(job)).identity).toEqual(
      expect.objectContaining({...(saved?.state as {identity: object}).identity, evaluateEvery: 4}),
    );
  });

  it('refuses a folder with a job, photos that are no shards, and another optimizer', async () => {
    await expect(writeTrainingJob({...options, out: job, ...quiet})).rejects.toThrow(/holds a training job/);
    const out = join(root, 'refused');
    await expect(writeTrainingJob({...options, out, optimizer: 'adam', ...quiet})).rejects.toThrow(
      /optimizer = adam/,
    );
    await expect(
      writeTrainingJob({...options, out, averageDecay: 0.9, schedule: {kind: 'oneCycle'}, ...quiet}),
    ).rejects.toThrow(/averageDecay = 0\.9, schedule = oneCycle/);
    await expect(
      writeTrainingJob({...options, data: join(options.data, '../photos'), out, ...quiet}),
    ).rejects.toThrow(/alexnet shards/);
    await expect(takeTrainingJob({job, out, ...quiet})).rejects.toThrow(/not trained yet/);
  });
});
