import {describe, expect, it} from 'vitest';
import {ImprovementRule} from '../../../src/schedules/improvement-rule';
import {expectAlexNetError} from '../../support/matchers';

const make = (args: object): ImprovementRule =>
  new ImprovementRule('test', {
    mode: 'min',
    minDelta: 0,
    minDeltaMode: 'abs',
    firstIsBest: false,
    ...args,
  });

describe('ImprovementRule', () => {
  it('wants a metric that is better by more than minDelta', () => {
    const falling = make({minDelta: 0.5});
    expect([1, 0.5, 0.25].map(metric => falling.isImprovement(metric, 1))).toEqual([false, false, true]);
    const rising = make({mode: 'max', minDelta: 0.5});
    expect([1, 1.5, 1.75].map(metric => rising.isImprovement(metric, 1))).toEqual([false, false, true]);
  });

  it('uses minDelta as a fraction of the best in mode rel', () => {
    const falling = make({minDelta: 0.5, minDeltaMode: 'rel'});
    expect([8, 4, 3].map(metric => falling.isImprovement(metric, 8))).toEqual([false, false, true]);
    const rising = make({mode: 'max', minDelta: 0.5, minDeltaMode: 'rel'});
    expect([8, 12, 13].map(metric => rising.isImprovement(metric, 8))).toEqual([false, false, true]);
  });

  it('lets the first metric beat the worst value there is', () => {
    expect([NaN, Infinity, 1e300].map(metric => make({}).isImprovement(metric, null))).toEqual([
      false,
      false,
      true,
    ]);
    const rising = make({mode: 'max'});
    expect([NaN, -Infinity, -1e300].map(metric => rising.isImprovement(metric, null))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('takes the first metric whatever it is where it is told to, and then nothing beats NaN', () => {
    const rule = make({firstIsBest: true});
    expect([NaN, Infinity, 1].map(metric => rule.isImprovement(metric, null))).toEqual([true, true, true]);
    expect(rule.isImprovement(-Infinity, NaN)).toBe(false);
  });

  it('refuses a minDelta below 0', async () => {
    await expectAlexNetError(() => make({minDelta: -1}), 'bad-argument', 'minDelta = -1', 'set minDelta');
  });
});
