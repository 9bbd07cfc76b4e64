/** Short runs of `trainOnPhotos` on drawn photos. */
import {createHash} from 'node:crypto';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {chooseBackend} from '../../src/backends/choose-backend.node';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {trainOnPhotos} from '../../src/runs/train-on-photos.node';
import {temporaryDirectory} from './temporary-directory';

type PhotoRun = (
  out: string,
  options?: Partial<Parameters<typeof trainOnPhotos>[0]>,
) => ReturnType<typeof trainOnPhotos>;

/** Draws 30 photos and returns a function that trains `alexnet-mini` on 24 of them, five steps of 8. */
export async function preparePhotoRuns(): Promise<PhotoRun> {
  await chooseBackend();
  const data = join(temporaryDirectory(), 'photos');
  await drawCatsAndDogs(data, {count: 30, seed: 1});
  return (out, options = {}) =>
    trainOnPhotos({
      data,
      out,
      preset: 'alexnet-mini',
      batchSize: 8,
      maxSteps: 5,
      evaluateEvery: 2,
      seed: 3,
      onWarning: () => undefined,
      ...options,
    });
}

/** Digests of the history, and of the weights and the optimizer's state in the last checkpoint. */
export function runDigests(out: string): string[] {
  const steps = readdirSync(join(out, 'checkpoints'))
    .filter(name => name.startsWith('step-'))
    .sort();
  return [
    join(out, 'history.csv'),
    ...['weights.bin', 'optimizer.bin'].map(file => join(out, 'checkpoints', steps.at(-1)!, file)),
  ].map(file => createHash('sha256').update(readFileSync(file)).digest('hex'));
}
