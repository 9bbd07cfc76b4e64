/**
 * A training job on PyTorch beside the same training here. Where there is a Python with torch, Pillow and safetensors
 * (ALEXNET_PYTHON). scripts/check-scale-out.ts has all numbers of processes, and workers that are killed.
 */
import {execFile} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, it} from 'vitest';
import {chooseBackend} from '../../src/backends/choose-backend.node';
import {decodeSquare} from '../../src/data/decode-photo.node';
import {openPhotos} from '../../src/data/open-photos.node';
import {readShards} from '../../src/data/shards/read-shards.node';
import {trainingTransform} from '../../src/augmentation/batch-transform';
import {createModel} from '../../src/models/create-model';
import {readModelWeights} from '../../src/models/model-weights';
import {logitsModel} from '../../src/models/logits-model';
import {PRESETS} from '../../src/presets/presets';
import {encodeSafetensors} from '../../src/formats/safetensors/encode-safetensors';
import {readPreprocessing} from '../../src/disk/preprocessing-file.node';
import {writeTrainingJob} from '../../src/runs/scale-out/write-training-job.node';
import {trainOnPhotos} from '../../src/runs/train-on-photos.node';
import {takeTrainingJob} from '../../src/runs/scale-out/take-training-job.node';
import {EpochOrder} from '../../src/training/epoch-order';
import {parseHistory, type HistoryRow} from '../../src/training/history';
import * as tf from '@tensorflow/tfjs-core';
import {packedPhotos} from '../support/packed-photos';
import {findPython} from '../support/python';
import {temporaryDirectory} from '../support/temporary-directory';

const PYTHON = findPython(['torch', 'PIL', 'safetensors', 'numpy']);
const run = promisify(execFile);

describe.skipIf(PYTHON === undefined)(
  'a training job on PyTorch (needs torch, Pillow and safetensors)',
  () => {
    const root = temporaryDirectory();
    const job = join(root, 'job');
    const quiet = {onNote: () => undefined, onWarning: () => undefined};
    let data = '';
    const plain = {
      preset: 'alexnet-mini',
      batchSize: 8,
      dropout: 0,
      learningRate: 0.001,
      epochs: 2,
      evaluateEvery: 4,
      seed: 3,
    };
    const augmentation = {crop: true, flip: true, colorStddev: 0.1, cropArea: [0.35, 1] as const};
    /** Runs Python beside the files of the job; the last line of its output is JSON. */
    const python = async (code: string, ...args: string[]): Promise<unknown> => {
      const {stdout} = await run(PYTHON ?? '', ['-c', `import json, sys\n${code}`, ...args], {
        cwd: job,
        maxBuffer: 2 ** 26,
        env: {...process.env, OMP_NUM_THREADS: '1'},
      });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    };
    beforeAll(async () => {
      await chooseBackend();
      data = await packedPhotos(30);
      await writeTrainingJob({...plain, data, augmentation, out: job, ...quiet});
    });

    it('uses each photo once an epoch on any number of processes, in the order of a run here', async () => {
      const parts = (await python(
        `from job_photos import Plan
plan = Plan(23, 8, 3)
print(json.dumps([[[photo for rank in range(world) for _, photo, counted in plan.part(step, rank, world) if counted]
  for step in range(6)] for world in (1, 2, 3, 5, 9)]))`,
      )) as number[][][];
      const order = new EpochOrder({count: 23, batchSize: 8, seed: 3});
      const expected = [0, 1, 2, 3, 4, 5].map(step => [...order.batch(step).indices].sort((a, b) => a - b));
      for (const steps of parts) {
        expect(steps.map(photos => photos.sort((a, b) => a - b))).toEqual(expected);
      }
    });

    it('augments photos with the same draws and to the same pixels', async () => {
      const values = (await python(
        `from train_ddp import Photos, read_json, JOB
index = read_json(JOB / 'plan.json')['training']
photos = Photos(index, index['place'], read_json(JOB / 'preprocessing.json'), read_json(JOB / 'recipe.json'))
print(json.dumps([photos[(2, i, 1.0)][0].permute(1, 2, 0).flatten()[::101].tolist() for i in (0, 5)]))`,
      )) as number[][];
      const preprocessing = await readPreprocessing(job);
      const list = await readShards(data);
      const names = (JSON.parse(readFileSync(join(job, 'photos.json'), 'utf8')) as {training: string[]})
        .training;
      const photos = await openPhotos(
        {...list, photos: list.photos.filter(({name}) => names.includes(name))},
        {resizeShorterSide: 76},
      );
      const bytes = await photos.read([0, 5]);
      photos.dispose();
      const transform = preprocessing && trainingTransform(preprocessing, {seed: 3, ...augmentation});
      const here = transform?.(tf.tensor4d(bytes, [2, 76, 76, 3], 'int32'), {epoch: 2, indices: [0, 5]});
      const all = (await here?.data()) ?? new Float32Array(0);
      const size = all.length / 2;
      values.forEach((there, image) => {
        const own = there.map((_, i) => all[image * size + i * 101] ?? 0);
        // One level of 255 is 0.02 here.
        expect(Math.max(...there.map((value, i) => Math.abs(value - (own[i] ?? 0))))).toBeLessThan(0.025);
      });
    });

    it.each([256, 76, 40, 20])('scales a photo to a square of %i pixels as decodeSquare does', async side => {
      const {training} = JSON.parse(readFileSync(join(job, 'plan.json'), 'utf8')) as {
        training: {
          place: string;
          shards: {url: string}[];
          shard: number[];
          offset: number[];
          size: number[];
        };
      };
      const shard = readFileSync(join(training.place, training.shards[training.shard[0] ?? 0]?.url ?? ''));
      const photo = shard.subarray(training.offset[0], (training.offset[0] ?? 0) + (training.size[0] ?? 0));
      writeFileSync(join(root, 'photo.jpg'), photo);
      const there = (await python(
        `from job_photos import to_square
print(json.dumps(to_square(open(sys.argv[1], 'rb').read(), int(sys.argv[2])).flatten().tolist()))`,
        join(root, 'photo.jpg'),
        String(side),
      )) as number[];
      const here = await decodeSquare(photo, side);
      const differences = there.map((value, i) => Math.abs(value - (here[i] ?? 0)));
      expect(differences.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(3);
      expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(0.3);
    });

    it('has the loss of a run here at each step with two processes, and its accuracy when it is taken back', async () => {
      const none = {crop: false, flip: false, colorStddev: 0};
      const [here, there] = [join(root, 'here'), join(root, 'there')];
      await trainOnPhotos({...plain, augmentation: none, data, out: here, ...quiet});
      await writeTrainingJob({...plain, augmentation: none, data, out: there, ...quiet});
      await run(
        PYTHON ?? '',
        [
          ...[
            '-m',
            'torch.distributed.run',
            '--standalone',
            '--nproc-per-node=2',
            join(there, 'train_ddp.py'),
          ],
          ...['--backend=gloo', '--workers=0'],
        ],
        {env: {...process.env, OMP_NUM_THREADS: '1'}},
      );
      const rows = (folder: string): HistoryRow[] =>
        parseHistory(readFileSync(join(folder, 'history.csv'), 'utf8'));
      const [own, torch] = [rows(here), rows(there)];
      expect(torch.map(({step}) => step)).toEqual(own.map(({step}) => step));
      torch.forEach((row, i) => {
        expect(row.loss / (own[i]?.loss ?? 0)).toBeCloseTo(1, 3);
        expect(row.learningRate).toBeCloseTo(own[i]?.learningRate ?? 0, 9);
      });
      const {best, steps} = await takeTrainingJob({job: there, out: join(root, 'taken'), ...quiet});
      expect([steps, best?.accuracy]).toEqual([own.length, own[(best?.step ?? 1) - 1]?.validationAccuracy]);
    });

    it.each(['alexnet-one-tower', 'cifar10-full', 'nin-cifar10', 'lenet5', 'squeezenet1.1', 'googlenet-bn'])(
      'computes the logits of %s',
      async name => {
        const preset = PRESETS[name];
        const model = createModel(preset ?? name, {classes: 5, seed: 1});
        const shape = preset?.inputShape ?? [1, 1, 1];
        const x = tf.randomNormal([1, ...shape], 0, 1, 'float32', 7);
        const logits = logitsModel(model)?.predict(x) as tf.Tensor;
        const file = join(root, `${name}.safetensors`);
        const input = {name: 'input', shape: [1, ...shape], data: Float32Array.from(await x.data())};
        writeFileSync(file, encodeSafetensors([input, ...(await readModelWeights(model))]));
        writeFileSync(join(root, 'table.json'), JSON.stringify(preset));
        const there = (await python(
          `import torch
from safetensors.torch import load_file
from job_network import Network
arrays = load_file(sys.argv[2])
x = arrays.pop('input').permute(0, 3, 1, 2)
network = Network(json.load(open(sys.argv[1])), arrays, None).eval()
with torch.no_grad():
    print(json.dumps(network(x)[0].tolist()))`,
          join(root, 'table.json'),
          file,
        )) as number[];
        const here = [...(await logits.data())];
        model.dispose();
        const largest = Math.max(...here.map(Math.abs));
        expect(Math.max(...there.map((value, i) => Math.abs(value - (here[i] ?? 0)) / largest))).toBeLessThan(
          1e-4,
        );
      },
    );
  },
);
