import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import type {TrainerEvent} from '../../../src/trainer/trainer-events';
import {squareSideOf, trainNetwork} from '../../../src/trainer/train-network';
import {toSquares} from '../../../src/trainer/training-set';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {TINY_CLASSES, TINY_SIDE} from '../../support/tiny-run';
import {TINY_PRESET, tinyImages} from '../../support/tiny-trainer';

const platform = {decodeSquare: () => Promise.reject(new Error('no photos here'))};
const squares = async (count: number) =>
  toSquares({...tinyImages(count), names: Array.from({length: count}, String)}, TINY_SIDE, platform);

describe('trainNetwork', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('takes the defaults of the preset, with at most a quarter of the images in a batch', async () => {
    const events: TrainerEvent[] = [];
    const {network, report} = await trainNetwork({
      run: {
        settings: {classes: TINY_CLASSES, preset: TINY_PRESET},
        data: await squares(16),
        validation: await squares(4),
      },
      resume: false,
      signal: new AbortController().signal,
      emit: event => events.push(event as TrainerEvent),
    });
    // 3 epochs of 16 / 4 steps.
    expect(report).toMatchObject({steps: 12, epochs: 3});
    expect(report.history).toHaveLength(12);
    expect(network.preprocessing).toMatchObject({preset: 'tiny', classes: TINY_CLASSES});
    expect(events.filter(({kind}) => kind === 'evaluation')).toHaveLength(3);
    expect(events.findLast(({kind}) => kind === 'progress')).toMatchObject({progress: {step: 12}});
    network.model.dispose();
  });

  it('leaves no tensor behind when it fails', async () => {
    const run = {
      settings: {classes: TINY_CLASSES, preset: TINY_PRESET, patience: 1},
      data: await squares(8),
      validation: undefined,
    };
    const {signal} = new AbortController();
    await expectNoLeak(() =>
      expectAlexNetError(
        () => trainNetwork({run, resume: false, signal, emit: () => undefined}),
        'bad-argument',
        'patience',
      ),
    );
  });

  it('knows the side of the squares before', () => {
    expect(squareSideOf({classes: [], preset: TINY_PRESET})).toBe(TINY_SIDE);
    expect(squareSideOf({classes: []})).toBe(76);
  });
});
