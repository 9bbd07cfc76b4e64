import {describe, expect, it} from 'vitest';
import {StallMonitor} from '../../../src/schedules/stall-monitor';
import {expectAlexNetError} from '../../support/matchers';

const CHANCE = Math.log(2);
const kinds = (monitor: StallMonitor, losses: number[]): (string | undefined)[] =>
  losses.map(loss => monitor.observe(loss)?.kind);

describe('StallMonitor', () => {
  it('waits for 100 steps by default and allows one part in a hundred', () => {
    const stuck = new StallMonitor({classes: 2});
    expect(kinds(stuck, new Array<number>(100).fill(CHANCE * 1.0099))).toEqual([
      ...new Array<undefined>(99).fill(undefined),
      'stuck',
    ]);
    const learning = new StallMonitor({classes: 2});
    expect(kinds(learning, new Array<number>(300).fill(CHANCE * 0.989))).toEqual(
      new Array<undefined>(300).fill(undefined),
    );
  });

  it('takes the mean of the last steps, so that single batches may differ', () => {
    const monitor = new StallMonitor({classes: 2, steps: 4});
    expect(kinds(monitor, [0.6, 0.79, 0.58, 0.803])).toEqual([undefined, undefined, undefined, 'stuck']);
  });

  it('reports a stall once, and again after the loss had left and come back', () => {
    const monitor = new StallMonitor({classes: 2, steps: 1});
    expect(kinds(monitor, [CHANCE, CHANCE, CHANCE * 0.985, CHANCE, 0.3, CHANCE])).toEqual([
      'stuck',
      undefined,
      undefined,
      undefined,
      undefined,
      'stuck',
    ]);
  });

  it.each([NaN, Infinity])('reports a loss of %d at once, and once', loss => {
    const monitor = new StallMonitor({classes: 2, steps: 2});
    expect(kinds(monitor, [1, loss, loss, 1, loss])).toEqual([
      undefined,
      'not-finite',
      undefined,
      undefined,
      'not-finite',
    ]);
  });

  it('says the loss, that of guessing, and what to try', () => {
    const report = new StallMonitor({classes: 1000, steps: 1}).observe(6.91);
    expect(report).toMatchObject({kind: 'stuck', step: 1, loss: 6.91, chanceLoss: Math.log(1000)});
    expect(report!.message).toContain('is 6.9100, that of guessing: ln 1000 = 6.9078');
    expect(report!.message).toContain('try: warm the learning rate up');
    expect(new StallMonitor({classes: 2}).observe(NaN)!.message).toContain('the loss is NaN at step 1');
  });

  it.each([
    [{classes: 1}, 'classes = 1'],
    [{tolerance: 0}, 'tolerance = 0'],
    [{steps: 0}, 'steps = 0'],
  ])('refuses %j', async (args, received) => {
    await expectAlexNetError(
      () => new StallMonitor({classes: 2, ...args}),
      'bad-argument',
      received,
      'fix: set',
    );
  });

  it('watches the loss of guessing that it is given', () => {
    const report = new StallMonitor({chance: 0.25, steps: 1}).observe(0.25);
    expect(report).toMatchObject({kind: 'stuck', chanceLoss: 0.25});
    expect(report!.message).toContain('is 0.2500, that of guessing: 0.2500.');
  });

  it('reports only losses that are not finite where the loss of guessing is not known', () => {
    const monitor = new StallMonitor({chance: false, steps: 1});
    expect([Math.log(2), 0, NaN].map(loss => monitor.observe(loss)?.kind)).toEqual([
      undefined,
      undefined,
      'not-finite',
    ]);
  });

  it('asks for one of classes and chance', async () => {
    await expectAlexNetError(() => new StallMonitor({}), 'bad-argument', 'classes = undefined');
    await expectAlexNetError(
      () => new StallMonitor({classes: 2, chance: 1}),
      'bad-argument',
      'classes = 2, chance = 1',
      'fix',
    );
    await expectAlexNetError(() => new StallMonitor({chance: 0}), 'bad-argument', 'chance = 0');
    await expectAlexNetError(
      () => new StallMonitor({classes: 2, stpes: 3} as object),
      'bad-argument',
      'did you mean "steps"?',
    );
  });
});
