import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {PlateauSchedule, type PlateauScheduleState} from '../../../src/schedules/plateau-schedule';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 20122;

describe('PlateauSchedule', () => {
  it('has the expected defaults', () => {
    expect(new PlateauSchedule({learningRate: 0.01}).toJSON()).toEqual({
      learningRate: 0.01,
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      cooldown: 0,
      minimum: 0,
      mode: 'min',
      best: null,
      badObservations: 0,
      cooldownLeft: 0,
      reductions: 0,
    });
  });

  it('waits through its patience and reduces at the observation after it', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 2});
    expect([9, 9, 9, 9, 9, 9, 9].map(loss => schedule.observe(loss))).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    expect(schedule.reductions).toBe(2);
  });

  it('reduces at the first bad observation with patience 0', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0});
    expect([3, 2, 2, 1, 1].map(loss => schedule.observe(loss))).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it('counts as improvement only what beats the best by more than the threshold', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0, threshold: 0.1});
    expect([2, 1.9, 1.8].map(loss => schedule.observe(loss))).toEqual([1, 0.5, 0.5]);
  });

  it('waits for an accuracy to rise in mode max', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0, mode: 'max'});
    expect([0.5, 0.6, 0.55, 0.7].map(accuracy => schedule.observe(accuracy))).toEqual([1, 1, 0.5, 0.5]);
  });

  it('counts nothing as bad during the cooldown', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0, cooldown: 2});
    expect([1, 1, 1, 1, 1].map(loss => schedule.observe(loss))).toEqual([1, 0.5, 0.5, 0.5, 0.25]);
  });

  it('stops at the minimum and counts no reduction there', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.1, patience: 0, minimum: 0.05});
    expect([1, 1, 1, 1].map(loss => schedule.observe(loss))).toEqual([1, 0.1, 0.05, 0.05]);
    expect(schedule.reductions).toBe(2);
  });

  it('leaves a learning rate that starts below the minimum where it is', () => {
    const schedule = new PlateauSchedule({learningRate: 0.01, patience: 0, minimum: 0.05});
    schedule.observe(1);
    expect(schedule.observe(1)).toBe(0.01);
  });

  it.each([NaN, Infinity, -Infinity])('never takes %d for an improvement', metric => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 1});
    expect([metric, metric, 3, metric, metric].map(loss => schedule.observe(loss))).toEqual([
      1, 0.5, 0.5, 0.5, 0.25,
    ]);
    expect(schedule.toJSON().best).toBe(3);
  });

  it(`goes on from its JSON as if it had not stopped, wherever that is (seed ${SEED})`, () => {
    const metric = fc.oneof(fc.double({min: 0, max: 3, noNaN: true}), fc.constant(NaN));
    fc.assert(
      fc.property(
        fc.array(metric, {maxLength: 40}),
        fc.nat(40),
        fc.record({
          learningRate: fc.double({min: 0, max: 1, noNaN: true}),
          patience: fc.nat(3),
          cooldown: fc.nat(3),
          mode: fc.constantFrom('min' as const, 'max' as const),
        }),
        (metrics, stop, args) => {
          const straight = new PlateauSchedule(args);
          let resumed = new PlateauSchedule(args);
          metrics.forEach((value, i) => {
            if (i === stop) {
              resumed = PlateauSchedule.fromJSON(JSON.parse(JSON.stringify(resumed)) as PlateauScheduleState);
            }
            expect(resumed.observe(value)).toBe(straight.observe(value));
          });
          expect(resumed.toJSON()).toEqual(straight.toJSON());
        },
      ),
      {seed: SEED},
    );
  });

  it(`never raises the learning rate (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), {maxLength: 60}),
        fc.double({min: 0, max: 1, noNaN: true}),
        (metrics, minimum) => {
          const schedule = new PlateauSchedule({learningRate: 0.5, patience: 1, minimum});
          let before = 0.5;
          for (const metric of metrics) {
            const rate = schedule.observe(metric);
            expect(rate).toBeLessThanOrEqual(before);
            before = rate;
          }
        },
      ),
      {seed: SEED},
    );
  });

  it.each([
    [{factor: 1}, 'factor = 1'],
    [{factor: 0}, 'factor = 0'],
    [{patience: -1}, 'patience = -1'],
    [{threshold: -1}, 'threshold = -1'],
    [{cooldown: 0.5}, 'cooldown = 0.5'],
    [{minimum: NaN}, 'minimum = NaN'],
    [{mode: 'mim' as 'min'}, 'did you mean "min"?'],
    [{patients: 3}, 'did you mean "patience"?'],
  ])('refuses %j', async (args, fragment) => {
    await expectAlexNetError(() => new PlateauSchedule({learningRate: 1, ...args}), 'bad-argument', fragment);
  });

  it('refuses a damaged state', async () => {
    const state = new PlateauSchedule({learningRate: 1}).toJSON();
    await expectAlexNetError(
      () => PlateauSchedule.fromJSON({...state, best: 'low' as unknown as number}),
      'bad-state',
      'best = "low"',
    );
    await expectAlexNetError(
      () => PlateauSchedule.fromJSON({...state, cooldownLeft: -1}),
      'bad-state',
      'cooldownLeft = -1',
    );
  });
});
