import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {GradientClip, type GradientClipArgs} from '../../../src/optimizers/gradient-clip';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

/** The gradients that `use` sees. */
function limit(args: GradientClipArgs, ...gradients: number[][]): number[][] {
  const seen: number[][] = [];
  const tensors = gradients.map(values => ({tensor: tf.tensor1d(values)}));
  new GradientClip('test', args).forEach(tensors, (_, limited) => {
    seen.push(Array.from(limited.dataSync()));
  });
  tf.dispose(tensors.map(({tensor}) => tensor));
  return seen;
}

describeOnBackends('GradientClip', () => {
  it('scales each gradient to clipNorm', () => {
    const [large, small] = limit({clipNorm: 1}, [3, 4], [0.3, 0.4]);
    expectClose(large!, [0.6, 0.8]);
    expect(small).toEqual([0.3, 0.4].map(Math.fround));
  });

  it('cuts each element at clipValue', () => {
    expect(limit({clipValue: 0.5}, [3, -4, 0.25])).toEqual([[0.5, -0.5, 0.25]]);
  });

  it('scales all gradients together to globalClipNorm', () => {
    // The norm of all is 13.
    const [first, second] = limit({globalClipNorm: 6.5}, [3, 4], [12]);
    expectClose(first!, [1.5, 2]);
    expectClose(second!, [6]);
    expect(limit({globalClipNorm: 13.5}, [3, 4], [12])).toEqual([[3, 4], [12]]);
  });

  it('hands the gradients themselves on where there is no limit', () => {
    const gradient = {tensor: tf.tensor1d([3e38, NaN])};
    new GradientClip('test', {}).forEach([gradient], (given, limited) => {
      expect(given).toBe(gradient);
      expect(limited).toBe(gradient.tensor);
    });
    expect(gradient.tensor.isDisposed).toBe(false);
    gradient.tensor.dispose();
  });

  it('lets a gradient of zeros be, and keeps NaN', () => {
    for (const args of [{clipNorm: 1}, {globalClipNorm: 1}]) {
      expect(limit(args, [0, 0])).toEqual([[0, 0]]);
      expect(limit(args, [NaN, 0])[0]![0]).toBe(NaN);
    }
  });

  it('leaks no tensor', async () => {
    for (const args of [{}, {clipNorm: 1}, {clipValue: 1}, {globalClipNorm: 1}]) {
      await expectNoLeak(() => limit(args, [3, 4], [5]));
    }
  });
});

describe('GradientClip', () => {
  it('takes one limit', async () => {
    await expectAlexNetError(
      () => new GradientClip('test', {clipNorm: 1, clipValue: 2}),
      'bad-argument',
      'clipNorm = 1, clipValue = 2',
      'leave out all but one',
    );
    expect(new GradientClip('test', {clipNorm: 1, clipValue: undefined}).config).toEqual({clipNorm: 1});
  });

  it.each(['clipNorm', 'clipValue', 'globalClipNorm'])('refuses a %s that is not above 0', async name => {
    for (const value of [0, -1, Infinity]) {
      await expectAlexNetError(
        () => new GradientClip('test', {[name]: value}),
        'bad-argument',
        `${name} = ${value}`,
      );
    }
  });
});
