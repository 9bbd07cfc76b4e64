import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {StallDetector} from '../../../src/callbacks/stall-detector';
import {type StallReport} from '../../../src/schedules/stall-monitor';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(SMALL_TRAININGS)('StallDetector in %s', (_, train) => {
  it('says once that the loss stays at ln(classes), classes being the length of the output', async () => {
    const reports: StallReport[] = [];
    const callbacks = new StallDetector({steps: 3, onStall: report => reports.push(report)});
    await train({callbacks, epochs: 4, optimizer: tf.train.sgd(0)});
    expect(reports.map(({kind, step}) => ({kind, step}))).toEqual([{kind: 'stuck', step: 3}]);
    expect(reports[0]!.message).toContain('ln 3 = 1.0986');
  });

  it('says it on the console by default', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await train({callbacks: new StallDetector({steps: 2}), optimizer: tf.train.sgd(0)});
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('msra'));
  });

  it('says nothing of a net that learns', async () => {
    const reports: StallReport[] = [];
    const callbacks = new StallDetector({steps: 3, onStall: report => reports.push(report)});
    await train({callbacks, epochs: 4, optimizer: tf.train.sgd(1)});
    expect(reports).toEqual([]);
  });
});

describe('StallDetector', () => {
  it('refuses wrong arguments before the training', async () => {
    await expectAlexNetError(() => new StallDetector({steps: 0}), 'bad-argument', 'steps = 0');
    await expectAlexNetError(() => new StallDetector({classes: 1}), 'bad-argument', 'classes = 1');
  });
});
