/** A failing disk changes bits: no reader of a model directory or of a run takes a changed file for what was written. */
import {cpSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {RandomStream} from '../../src/core/random';
import {sha256Of} from '../../src/disk/digest.node.js';
import {AlexNetError} from '../../src/errors';
import {predictImages} from '../../src/evaluation/predict-images';
import {readRunHistory} from '../../src/runs/read-run-history.node.js';
import {readPhotoRecord} from '../../src/runs/photo-record.node.js';
import {trainOnPhotos} from '../../src/runs/train-on-photos.node.js';
import {chooseBackend} from '../../src/backends/choose-backend.node.js';
import {openModel} from '../../src/weights/open-model.node.js';
import {openWeights} from '../../src/weights/open-weights.node.js';
import {flipBit} from '../support/flip-bit';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';
import {tensorSource} from '../../src/data/tensor-source';

const SEED = 16;
/** Flips; ALEXNET_FLIPS=2000 for a thorough run of some minutes. */
const FLIPS = Number(process.env.ALEXNET_FLIPS ?? 40);
const MOST_MS = 5000;

const root = temporaryDirectory();
const photos = join(root, 'photos');
const run = join(root, 'run');
const copy = join(root, 'copy');

/** What a reader finds, as text; or that it noticed something. */
type Outcome = {found: string} | {noticed: string};

async function outcomeOf(read: (warn: (text: string) => void) => Promise<unknown>): Promise<Outcome> {
  const warnings: string[] = [];
  try {
    const found = JSON.stringify(await read(text => warnings.push(text)));
    return warnings.length > 0 ? {noticed: warnings.join('\n')} : {found};
  } catch (error) {
    // Any other error is a defect: it says nothing to a user.
    expect(error).toBeInstanceOf(AlexNetError);
    return {noticed: (error as AlexNetError).message};
  }
}

const images = tensorSource(
  Uint8Array.from({length: 2 * 32 * 32 * 3}, (_, i) => (i * 37) % 256),
  [-1, -1],
  ['cat', 'dog'],
  {imageShape: [32, 32, 3]},
);

async function train(out: string, more: object = {}): Promise<unknown> {
  const {steps, accuracy, best, classes} = await trainOnPhotos({
    data: photos,
    out,
    preset: 'lenet5',
    batchSize: 4,
    epochs: 2,
    evaluateEvery: 1,
    keep: 2,
    onWarning: () => undefined,
    ...more,
  });
  return {steps, accuracy, best, classes};
}

/** Each reads a directory and returns all that it found there. */
const READERS: Record<string, (directory: string, warn: (text: string) => void) => Promise<unknown>> = {
  predict: async directory => {
    const {model, preprocessing} = await openModel(directory);
    try {
      return await predictImages(model, images, {preprocessing});
    } finally {
      model.dispose();
    }
  },
  'weights of a training': async directory => {
    const {file, preprocessing} = await openWeights(directory);
    return [
      file.arrays.map(({name, shape, data}) => [name, shape, sha256Of(new Uint8Array(data.buffer))]),
      preprocessing,
    ];
  },
  'the curves of a report': readRunHistory,
  'names of the photos': readPhotoRecord,
  resume: async (directory, onWarning) => {
    const result = await train(directory, {resume: true, onWarning});
    return [
      result,
      ...['model.json', 'preprocessing.json', 'history.csv'].map(name => digest(join(directory, name))),
    ];
  },
};

const digest = (path: string): string => sha256Of(readFileSync(path));

describe('a flipped bit in a file of a run', () => {
  const expected: Record<string, Outcome> = {};
  let files: string[] = [];
  beforeAll(async () => {
    await chooseBackend();
    await writeColorPhotos(photos, {perClass: 8});
    await train(run);
    for (const [name, read] of Object.entries(READERS)) {
      expected[name] = await outcomeOf(warn => read(run, warn));
    }
    files = readdirSync(run, {recursive: true, encoding: 'utf8'}).filter(name =>
      statSync(join(run, name)).isFile(),
    );
    expect(Object.values(expected).filter(outcome => 'noticed' in outcome)).toEqual([]);
  });

  it(
    `is noticed, or changes nothing (${FLIPS} flips, seed ${SEED})`,
    async () => {
      const random = RandomStream.derive(SEED, 'flips');
      const noticed = new Map<string, number>();
      for (let flip = 0; flip < FLIPS; flip++) {
        const name = files[flip % files.length]!;
        rmSync(copy, {recursive: true, force: true});
        cpSync(run, copy, {recursive: true});
        const bit = random.integer(8 * statSync(join(copy, name)).size);
        flipBit(join(copy, name), bit);
        for (const [reader, read] of Object.entries(READERS)) {
          const start = performance.now();
          const outcome = await outcomeOf(warn => read(copy, warn));
          const where = `bit ${bit} of ${name}, ${reader}`;
          expect(performance.now() - start, where).toBeLessThan(MOST_MS);
          if ('found' in outcome) {
            expect(`${where}: ${outcome.found}`).toBe(
              `${where}: ${(expected[reader] as {found: string}).found}`,
            );
          } else {
            noticed.set(name, (noticed.get(name) ?? 0) + 1);
          }
        }
      }
      // The check itself works: damage in the files that are read is noticed.
      expect([...noticed.keys()]).toEqual(expect.arrayContaining(['model.json', 'preprocessing.json']));
      if (process.env.ALEXNET_FLIPS !== undefined) {
        console.log(Object.fromEntries(noticed));
      }
    },
    60_000 + 1000 * FLIPS,
  );
});
