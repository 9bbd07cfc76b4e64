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
      minDelta: 1e-4,
      minDeltaMode: 'abs',
      firstIsBest: false,
      cooldown: 0,
      minLr: 0,
      minReduction: 0,
      mode: 'min',
      counting: 'pytorch',
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

  it('counts as improvement only what beats the best by more than minDelta', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0, minDelta: 0.1});
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

  it('stops at minLr and counts no reduction there', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.1, patience: 0, minLr: 0.05});
    expect([1, 1, 1, 1].map(loss => schedule.observe(loss))).toEqual([1, 0.1, 0.05, 0.05]);
    expect(schedule.reductions).toBe(2);
  });

  it('leaves a learning rate that starts below minLr where it is', () => {
    const schedule = new PlateauSchedule({learningRate: 0.01, patience: 0, minLr: 0.05});
    schedule.observe(1);
    expect(schedule.observe(1)).toBe(0.01);
  });

  it('never treats NaN as an improvement', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 1});
    expect([NaN, NaN, 3, NaN, NaN].map(loss => schedule.observe(loss))).toEqual([1, 0.5, 0.5, 0.5, 0.25]);
    expect(schedule.toJSON().best).toBe(3);
  });

  it('compares infinities as numbers, and keeps them in its JSON', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0});
    expect([Infinity, 3, -Infinity].map(loss => schedule.observe(loss))).toEqual([0.5, 0.5, 0.5]);
    const state = JSON.parse(JSON.stringify(schedule)) as PlateauScheduleState;
    expect(state.best).toBe('-Infinity');
    expect(PlateauSchedule.fromJSON(state).observe(-1e300)).toBe(0.25);
  });

  it('takes the first metric for the best, NaN too, where it is told to', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 1, firstIsBest: true});
    expect([NaN, 3, 2].map(loss => schedule.observe(loss))).toEqual([1, 1, 0.5]);
    const state = JSON.parse(JSON.stringify(schedule)) as PlateauScheduleState;
    expect(PlateauSchedule.fromJSON(state).toJSON()).toEqual(schedule.toJSON());
  });

  it("takes a relative minDelta for a fraction of the best, as PyTorch's default", () => {
    const fall = new PlateauSchedule({
      learningRate: 1,
      factor: 0.5,
      patience: 0,
      minDelta: 0.25,
      minDeltaMode: 'rel',
    });
    expect([8, 6, 5].map(loss => fall.observe(loss))).toEqual([1, 0.5, 0.5]);
    const rise = new PlateauSchedule({
      learningRate: 1,
      factor: 0.5,
      patience: 0,
      minDelta: 0.25,
      minDeltaMode: 'rel',
      mode: 'max',
    });
    expect([8, 10, 11].map(accuracy => rise.observe(accuracy))).toEqual([1, 0.5, 0.5]);
  });

  it('counts as Keras does where it is told to: the bad observation number patience reduces', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 2, counting: 'keras'});
    expect([9, 9, 9, 9, 9].map(loss => schedule.observe(loss))).toEqual([1, 1, 0.5, 0.5, 0.25]);
    const cooling = new PlateauSchedule({
      learningRate: 1,
      factor: 0.5,
      patience: 0,
      cooldown: 2,
      counting: 'keras',
    });
    expect([1, 1, 1, 1, 1].map(loss => cooling.observe(loss))).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('makes no reduction by minReduction or less', () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0, minReduction: 0.25});
    expect([1, 1, 1].map(loss => schedule.observe(loss))).toEqual([1, 0.5, 0.5]);
  });

  it('continues from the learning rate that it gets, and refuses an invalid one', async () => {
    const schedule = new PlateauSchedule({learningRate: 1, factor: 0.5, patience: 0});
    expect([schedule.observe(1, 8), schedule.observe(1, 2), schedule.observe(1)]).toEqual([8, 1, 0.5]);
    await expectAlexNetError(() => schedule.observe(1, NaN), 'bad-argument', 'learningRate = NaN');
  });

  it('opens the state of a version whose names were threshold and minimum', () => {
    const {minDelta, minLr, minDeltaMode, firstIsBest, minReduction, counting, ...rest} = new PlateauSchedule(
      {
        learningRate: 1,
        minDelta: 0.5,
        minLr: 0.25,
      },
    ).toJSON();
    const before = {...rest, threshold: minDelta, minimum: minLr} as unknown as PlateauScheduleState;
    expect(PlateauSchedule.fromJSON(before).toJSON()).toEqual({
      ...rest,
      minDelta,
      minLr,
      minDeltaMode,
      firstIsBest,
      minReduction,
      counting,
    });
  });

  it(`resumes from its JSON as if it had not stopped, at any point (seed ${SEED})`, () => {
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
        (metrics, minLr) => {
          const schedule = new PlateauSchedule({learningRate: 0.5, patience: 1, minLr});
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
    [{minDelta: -1}, 'minDelta = -1'],
    [{cooldown: 0.5}, 'cooldown = 0.5'],
    [{minLr: NaN}, 'minLr = NaN'],
    [{mode: 'mim' as 'min'}, 'did you mean "min"?'],
    [{patients: 3}, 'did you mean "patience"?'],
    [{threshold: 1}, 'did you mean "minDelta"?'],
    [{minimum: 1}, 'did you mean "minLr"?'],
    [{firstIsBest: 1 as unknown as boolean}, 'firstIsBest = 1'],
    [{counting: 'torch' as 'pytorch'}, 'did you mean "pytorch"?'],
    [{minDeltaMode: 'relative' as 'rel'}, 'minDeltaMode = "relative"'],
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
