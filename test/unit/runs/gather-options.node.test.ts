import {writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {PRETRAINED} from 'tfjs-alexnet/presets';
import {describe, expect, it} from 'vitest';
import {
  gatherOptions,
  gatherSettings,
  requirePresetPreprocessing,
} from '../../../src/runs/gather-options.node';
import type {trainOnPhotos} from '../../../src/runs/train-on-photos.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('gatherSettings', () => {
  it('lets what is given win over the file, the file over the recipe, and all over the run', async () => {
    const found = await gatherSettings(
      {epochs: 1, recipe: 'small-data'},
      {file: {epochs: 2, batchSize: 2}, run: {epochs: 3, batchSize: 3, learningRate: 3, seed: 3}},
    );
    expect(found).toMatchObject({
      epochs: 1,
      batchSize: 2,
      learningRate: 0.01,
      seed: 3,
      preset: 'alexnet-mini',
    });
    expect(found).not.toHaveProperty('recipe');
  });
});

describe('gatherOptions', () => {
  it('takes what is not given from the run that is resumed', async () => {
    const out = temporaryDirectory();
    writeFileSync(
      join(out, 'run.json'),
      JSON.stringify({data: 'photos', epochs: 4, backend: 'cpu', run: {}}),
    );
    expect(await gatherOptions({out, resume: true, epochs: 5})).toEqual({
      ...{out, resume: true, epochs: 5, data: 'photos'},
    });
  });

  it('makes the path of weights absolute, but not that of a run of an earlier version', async () => {
    const out = temporaryDirectory();
    const given = {out, data: 'photos', weights: 'runs/head'};
    expect((await gatherOptions(given)).weights).toBe(resolve('runs/head'));
    expect((await gatherOptions({...given, resume: true})).weights).toBe('runs/head');
  });

  it.each([undefined, null, 3, {}, {data: 'photos'}, {out: 'run'}, {out: 3, data: 'photos'}])(
    'refuses %j in words',
    async options => {
      type Options = Parameters<typeof trainOnPhotos>[0];
      await expectAlexNetError(
        () => gatherOptions(options as unknown as Options),
        'bad-argument',
        'trainOnPhotos',
      );
    },
  );

  it('names what a resume needs in a directory without run.json', async () => {
    const out = temporaryDirectory();
    const {resolveTrainOnPhotosOptions} = await import('../../../src/runs/resolve-train-on-photos-options');
    const options = await gatherOptions({out, resume: true});
    await expectAlexNetError(
      () => resolveTrainOnPhotosOptions(options),
      'bad-state',
      'no run.json',
      '--data',
    );
  });
});

describe('requirePresetPreprocessing', () => {
  it('accepts the published weights, and refuses another preprocessing', () => {
    const record = PRETRAINED['caffenet.imagenet1k-v1']!;
    requirePresetPreprocessing(record);
    expect(() => {
      requirePresetPreprocessing({...record, preprocess: {...record.preprocess, channelOrder: 'rgb'}});
    }).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        fix: expect.stringContaining('alexnet convert caffenet.imagenet1k-v1 DIR') as string,
      }) as Error,
    );
  });
});
