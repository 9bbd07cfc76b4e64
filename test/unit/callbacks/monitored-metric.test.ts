import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {monitoredMetric, readLogs} from '../../../src/callbacks/monitored-metric';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describe('readLogs', () => {
  it('reads numbers and scalars, and leaves the scalars to their owner', async () => {
    const loss = tf.scalar(0.5);
    await expectNoLeak(async () => {
      expect(await readLogs({size: 3, loss})).toEqual({size: 3, loss: 0.5});
    });
    expect(loss.isDisposed).toBe(false);
    expect(await readLogs()).toEqual({});
  });
});

describe('monitoredMetric', () => {
  it('returns the metric, also if it is 0', () => {
    expect(monitoredMetric('test', {loss: 0}, 'loss')).toBe(0);
  });

  it('lists the metrics that there are, and says what is missing', async () => {
    const metrics = {loss: 1, accuracy: 0.5};
    await expectAlexNetError(
      () => monitoredMetric('test', metrics, 'val_loss'),
      'bad-argument',
      'one of loss, accuracy',
      'monitor = "val_loss"',
      'pass validationData',
    );
    await expectAlexNetError(
      () => monitoredMetric('test', metrics, 'acuracy'),
      'bad-argument',
      'did you mean "accuracy"?',
    );
    await expectAlexNetError(
      () => monitoredMetric('test', metrics, 'mse'),
      'bad-argument',
      'compile the model with',
    );
  });
});
