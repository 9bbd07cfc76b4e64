import {describe, expect, it} from 'vitest';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import type {TrainOnPhotosOptions} from '../../../src/runs/train-on-photos-options';
import {expectAlexNetError} from '../../support/matchers';

const base = {data: 'photos', out: 'runs/first'};

describe('resolveTrainOnPhotosOptions', () => {
  it('has the expected defaults, and keeps what was given', () => {
    expect(resolveTrainOnPhotosOptions({...base, epochs: 3, onWarning: undefined})).toEqual({
      ...base,
      epochs: 3,
      validationSplit: 0.2,
      oldLayersRate: 0.1,
      frozenViews: 1,
      featureBytes: 4 * 2 ** 30,
      seed: 0,
      histograms: false,
      resume: false,
      keep: 4,
      changedPhotos: false,
      onNote: expect.any(Function) as unknown,
      onWarning: console.warn,
    });
  });

  it.each([
    [{validationSplit: 1.5}, 'validationSplit = 1.5'],
    [{weights: 'w', oldLayersRate: -1}, 'oldLayersRate = -1'],
    [{freeze: 'conv1', frozenViews: 3 as 2}, '1, 2, 10, random'],
    [{freeze: 'conv1', featureBytes: -1}, 'featureBytes = -1'],
    [{batchSize: 0}, 'batchSize = 0'],
    [{keep: 0}, 'keep = 0'],
    [{epochs: 0.5}, 'epochs = 0.5'],
    [{learningRate: Number.NaN}, 'learningRate = NaN'],
    [{out: ''}, 'out'],
  ] satisfies [Partial<TrainOnPhotosOptions>, string][])('refuses %j', async (options, received) => {
    const error = await expectAlexNetError(
      () => resolveTrainOnPhotosOptions({...base, ...options}),
      'bad-argument',
      received,
    );
    expect(error.where).toBe('trainOnPhotos');
  });

  it.each([
    [{frozenViews: 2} as const, 'freeze'],
    [{featureBytes: 1e9}, 'freeze'],
    [{oldLayersRate: 1}, 'weights'],
  ])('refuses %j, which changes nothing without %s', async (options, needed) => {
    await expectAlexNetError(
      () => resolveTrainOnPhotosOptions({...base, ...options}),
      'bad-argument',
      `${Object.keys(options)[0]!} changes nothing without ${needed}`,
      `--${needed}`,
    );
  });
});
