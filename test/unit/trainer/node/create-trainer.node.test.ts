import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {build} from 'esbuild';
import {beforeAll, describe, expect, it} from 'vitest';
import {createTrainer} from '../../../../src/trainer/node/create-trainer.node.js';
import {expectAlexNetError} from '../../../support/matchers';
import {temporaryDirectory} from '../../../support/temporary-directory';
import {tinyImages, tinyTraining} from '../../../support/tiny-trainer';

const root = temporaryDirectory();
const WORKER = join(root, 'trainer-worker.node.mjs');
const SOURCE = join(import.meta.dirname, '../../../../src/trainer/node/trainer-worker.node.ts');

describe('createTrainer in Node', () => {
  beforeAll(async () => {
    await build({
      entryPoints: [SOURCE],
      outfile: WORKER,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['sharp', 'webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-webgpu'],
      mainFields: ['module', 'main'],
      ignoreAnnotations: true,
      logLevel: 'error',
      banner: {
        js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
      },
    });
  });

  it('trains in a worker thread, which owns the backend, and takes the images away', async () => {
    const worker = new Worker(WORKER);
    const trainer = await createTrainer({worker, backend: 'cpu', folder: join(root, 'runs')});
    expect(trainer.backend).toEqual({backend: 'cpu', threads: 1});
    const options = {...tinyTraining(), epochs: 2};
    const {steps} = await trainer.train({...options, run: 'a'});
    expect(steps).toBe(4);
    expect(tinyImages(1).images[0]?.data.length).toBeGreaterThan(0);
    expect((options.images[0] as {data: Uint8Array}).data.length).toBe(0);
    await trainer.dispose();
    await expectAlexNetError(() => trainer.filters(), 'bad-state', 'disposed');
  });

  it('rejects what is under way when the worker ends', async () => {
    const worker = new Worker(WORKER);
    const trainer = await createTrainer({worker, backend: 'cpu'});
    const training = trainer.train({
      ...tinyTraining(),
      epochs: 1000,
      onEvaluation: () => {
        void worker.terminate();
      },
    });
    await expectAlexNetError(() => training, 'bad-state', 'the worker has ended', 'trainer.resume(name)');
  });

  it('throws what keeps a worker from its start', async () => {
    const worker = new Worker('throw new Error("no such engine")', {eval: true});
    await expectAlexNetError(() => createTrainer({worker}), 'bad-state', 'no such engine');
    await expectAlexNetError(() => createTrainer({backends: 'cpu'} as never), 'bad-argument', 'backend');
  });
});
