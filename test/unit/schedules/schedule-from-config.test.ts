import {describe, expect, it} from 'vitest';
import {type ScheduleConfig} from '../../../src/presets/schedule-config';
import {type LearningRate, scheduleFromConfig} from '../../../src/schedules/schedule-from-config';
import {expectAlexNetError} from '../../support/matchers';

const make = (config: ScheduleConfig, options: object = {}): LearningRate =>
  scheduleFromConfig(config, {learningRate: 8, ...options});
const loss = (validationLoss: number): {validationLoss: number; validationAccuracy: number} => ({
  validationLoss,
  validationAccuracy: 0.5,
});

describe('scheduleFromConfig', () => {
  it('makes each kind', () => {
    expect(make({kind: 'constant'}).at(9)).toBe(8);
    expect(make({kind: 'step', everySteps: 2, factor: 0.5}).at(4)).toBe(2);
    expect(make({kind: 'step', everyEpochs: 2, factor: 0.5}, {stepsPerEpoch: 10}).at(39)).toBe(4);
    expect(make({kind: 'polynomial'}, {totalSteps: 4}).at(1)).toBe(6);
    expect(make({kind: 'polynomial', totalSteps: 8, power: 2, end: 4}, {totalSteps: 4}).at(4)).toBe(5);
    expect(make({kind: 'cosine', end: 2}, {totalSteps: 4}).at(2)).toBeCloseTo(5, 12);
    expect(make({kind: 'oneCycle', riseFraction: 0.75}, {totalSteps: 4}).at(2)).toBe(8);
    expect(make({kind: 'cosineRestarts', everyEpochs: 2, growth: 2}, {stepsPerEpoch: 5}).at(10)).toBe(8);
  });

  it.each<ScheduleConfig>([{kind: 'constant'}, {kind: 'plateau'}])('warms up %j', config => {
    expect([0, 1, 2, 3, 4].map(step => make(config, {warmupSteps: 4}).at(step))).toEqual([2, 4, 6, 8, 8]);
  });

  it('has no state and heeds no evaluation where the step says all', () => {
    const rate = make({kind: 'constant'});
    rate.observe(loss(NaN));
    expect(rate.state).toBe(null);
    expect(rate.at(0)).toBe(8);
  });

  it('reduces on a plateau of the validation loss', () => {
    const rate = make({kind: 'plateau', factor: 0.5, patience: 0});
    rate.observe(loss(1));
    rate.observe(loss(1));
    expect(rate.at(5)).toBe(4);
  });

  it('reduces on a plateau of the accuracy where that is watched', () => {
    const rate = make({kind: 'plateau', factor: 0.5, patience: 0, monitor: 'validationAccuracy'});
    rate.observe({validationLoss: 3, validationAccuracy: 0.5});
    rate.observe({validationLoss: 4, validationAccuracy: 0.6});
    expect(rate.at(5)).toBe(8);
    rate.observe({validationLoss: 1, validationAccuracy: 0.6});
    expect(rate.at(5)).toBe(4);
  });

  it('reads the names that a plateau had before, threshold and minimum', () => {
    const before = {kind: 'plateau', factor: 0.5, patience: 0, threshold: 0.5, minimum: 3};
    const rate = make(before as ScheduleConfig);
    for (const value of [1, 0.75, 0.6]) {
      rate.observe(loss(value));
    }
    expect(rate.at(0)).toBe(3);
    expect(rate.state).toMatchObject({minDelta: 0.5, minLr: 3});
  });

  it('resumes from the state of a plateau schedule', () => {
    const config: ScheduleConfig = {kind: 'plateau', factor: 0.5, patience: 1};
    const first = make(config);
    first.observe(loss(1));
    first.observe(loss(1));
    const second = make(config, {state: JSON.parse(JSON.stringify(first.state)) as unknown});
    second.observe(loss(1));
    expect(second.at(0)).toBe(4);
    expect(first.at(0)).toBe(8);
  });

  it.each<[string, ScheduleConfig, object, string]>([
    ['an unknown kind', {kind: 'stepp'} as unknown as ScheduleConfig, {}, 'did you mean "step"?'],
    [
      'a misspelt key',
      {kind: 'step', everyStep: 3} as unknown as ScheduleConfig,
      {},
      'did you mean "everySteps"?',
    ],
    ['a misspelt key of a plateau', {kind: 'plateau', patients: 3} as ScheduleConfig, {}, '"patience"'],
    ['a step without length', {kind: 'step'}, {}, 'everySteps = undefined, everyEpochs = undefined'],
    [
      'a step of two lengths',
      {kind: 'step', everySteps: 1, everyEpochs: 2},
      {},
      'everySteps = 1, everyEpochs = 2',
    ],
    ['epochs of unknown length', {kind: 'step', everyEpochs: 2}, {}, 'stepsPerEpoch = undefined'],
    ['a run of unknown length', {kind: 'cosine'}, {}, 'totalSteps = undefined'],
    ['another monitor', {kind: 'plateau', monitor: 'loss' as 'validationLoss'}, {}, 'monitor = "loss"'],
  ])('refuses %s', async (_, config, options, fragment) => {
    await expectAlexNetError(() => make(config, options), 'bad-argument', fragment, 'fix: ');
  });

  it('refuses the state of another schedule', async () => {
    const {state} = make({kind: 'plateau'});
    await expectAlexNetError(
      () => make({kind: 'constant'}, {state}),
      'bad-state',
      'badObservations',
      'fix: resume',
    );
  });
});
