/** A run on photos that is stopped and resumed is the run that never stopped, byte for byte. */
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../src/presets/networks/alexnet-mini';
import type {Preset} from '../../src/presets/preset';
import {preparePhotoRuns, runDigests} from '../support/photo-run';
import {temporaryDirectory} from '../support/temporary-directory';

/** `alexnet-mini` with narrow dense layers: their megabytes in each checkpoint take most of the time. */
const NARROW: Preset = {
  ...ALEXNET_MINI,
  id: 'narrow',
  layers: ALEXNET_MINI.layers.map(row =>
    row.kind === 'dense' && row.units !== 'classes' ? {...row, units: 32} : row,
  ),
};

describe('a run that was stopped and resumed', () => {
  let run: Awaited<ReturnType<typeof preparePhotoRuns>>;
  beforeAll(async () => {
    const runs = await preparePhotoRuns();
    run = (out, options) => runs(out, {preset: NARROW, ...options});
  });

  // 24 photos in batches of 8: step 2 is in the middle of an epoch, step 3 at its end.
  it.each([
    {what: 'every layer', stops: [1, 2, 3, 4], fromWeights: false, options: {}},
    {
      what: 'frozen layers, features computed once',
      stops: [2, 3],
      fromWeights: true,
      options: {freeze: 'pool5'},
    },
    {
      what: 'frozen layers, random views in every epoch',
      stops: [2, 3],
      fromWeights: true,
      options: {freeze: 'pool5', frozenViews: 'random' as const},
    },
  ])('has the history and the weights of one that was not: $what', async ({stops, fromWeights, options}) => {
    const directory = temporaryDirectory();
    const weights = join(directory, 'weights');
    if (fromWeights) {
      await run(weights, {maxSteps: 1});
    }
    const all = fromWeights ? {...options, weights} : options;
    const whole = join(directory, 'whole');
    await run(whole, all);
    for (const stopAt of stops) {
      const stopped = join(directory, `stopped-${stopAt}`);
      const stop = new AbortController();
      const first = await run(stopped, {
        ...all,
        signal: stop.signal,
        onProgress: ({step}) => {
          if (step === stopAt) {
            stop.abort();
          }
        },
      });
      expect(first).toMatchObject({interrupted: true, steps: stopAt});
      await run(stopped, {...all, resume: true});
      expect(runDigests(stopped)).toEqual(runDigests(whole));
    }
  });
});
