import {describe, expect, it} from 'vitest';
import {checkOptions, type KnownOptions} from '../../../src/core/check-options';
import {expectAlexNetError} from '../../support/matchers';

interface ExampleArgs {
  learningRate?: number;
  weightDecay?: number;
}
const OPTIONS: KnownOptions<ExampleArgs> = {learningRate: true, weightDecay: true};
const check = (args: object): object => checkOptions('Example', args, OPTIONS, '{learningRate: 0.01}');

describe('checkOptions', () => {
  it('returns the arguments themselves', () => {
    const args = {learningRate: 0, weightDecay: undefined};
    expect(check(args)).toBe(args);
    expect(check({})).toEqual({});
  });

  it.each([
    [{weight_decay: 1}, 'did you mean "weightDecay"?'],
    [{learningrat: 1}, 'did you mean "learningRate"?'],
    [{lr: 1, foo: 2}, 'for "lr" did you mean "learningRate"?; remove "foo"'],
    [{toString: 1}, 'remove "toString"'],
  ])('refuses %j and says what to write', async (args, fix) => {
    const error = await expectAlexNetError(() => check(args), 'bad-argument', 'Example: unknown option');
    expect(error.fix).toBe(fix);
    expect(error.received).toBe(
      Object.keys(args)
        .map(key => JSON.stringify(key))
        .join(', '),
    );
    expect(error.expected).toBe('only learningRate, weightDecay');
  });

  it('lets pass what TensorFlow.js adds to the configuration of a saved layer', () => {
    const args = {learningRate: 1, customObjects: {}};
    expect(check(args)).toBe(args);
  });

  it('prints the hint for an option instead of a guess', async () => {
    const error = await expectAlexNetError(
      () => checkOptions('Example', {lr: 1}, OPTIONS, '{}', {lr: 'call setRate()'}),
      'bad-argument',
    );
    expect(error.fix).toBe('call setRate()');
  });

  it('refuses what is no object, with the example', async () => {
    await expectAlexNetError(() => check(0.1 as unknown as object), 'bad-argument', '{learningRate: 0.01}');
    await expectAlexNetError(() => check(null as unknown as object), 'bad-argument', '{learningRate: 0.01}');
  });
});
