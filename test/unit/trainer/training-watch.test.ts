import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import type {Network} from '../../../src/trainer/current-network';
import type {TrainerEvent} from '../../../src/trainer/trainer-events';
import {TrainingWatch} from '../../../src/trainer/training-watch';
import {expectNoLeak} from '../../support/matchers';
import {TINY_PREPROCESSING, TINY_SIDE, tinyModel} from '../../support/tiny-run';

describe('TrainingWatch', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const COUNT = 60;
  const validation = {
    side: TINY_SIDE,
    labels: Array.from({length: COUNT}, (_, at) => (at < COUNT / 2 ? 0 : 1)),
    names: Array.from({length: COUNT}, String),
    bytes: new Uint8Array(COUNT * TINY_SIDE * TINY_SIDE * 3),
  };
  const network = (): Network => ({model: tinyModel(), preprocessing: TINY_PREPROCESSING, validation});

  it('takes at most 24 images, evenly spread over the validation set', async () => {
    const events: TrainerEvent[] = [];
    const watch = new TrainingWatch(network(), {
      watched: {predictions: true, filters: false},
      send: event => events.push(event),
    });
    await expectNoLeak(async () => {
      await watch.begin();
      await watch.look();
    });
    const [event, ...others] = events as (TrainerEvent & {kind: 'predictions'})[];
    expect(others).toEqual([]);
    const labels = event!.predictions.map(({label}) => label);
    expect([labels.length, labels.filter(label => label === 1).length]).toEqual([24, 12]);
    expect(event!.predictions.map(({index}) => index).slice(0, 3)).toEqual([0, 2, 5]);
  });

  it('looks at once, and then as often as it takes a tenth of the time', async () => {
    let ms = 0;
    let looks = 0;
    const watch = new TrainingWatch(network(), {
      watched: {predictions: true, filters: false},
      send: () => {
        looks += 1;
        ms += 1000;
      },
      now: () => ms,
    });
    await watch.afterEvaluation();
    expect(looks).toBe(1);
    // The look took one second: the next comes ten seconds later.
    for (const [at, expected] of [
      [10_900, 1],
      [11_000, 2],
      [11_100, 2],
    ] as const) {
      ms = at;
      await watch.afterEvaluation();
      expect([at, looks]).toEqual([at, expected]);
    }
  });

  it('computes nothing that is not asked for', async () => {
    const events: TrainerEvent[] = [];
    const watch = new TrainingWatch(network(), {
      watched: {predictions: false, filters: false},
      send: event => events.push(event),
    });
    await watch.begin();
    await watch.look();
    expect(events).toEqual([]);
  });
});
