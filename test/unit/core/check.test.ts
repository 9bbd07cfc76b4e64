import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {checksFor, nearest, show} from '../../../src/core/check';
import {expectAlexNetError} from '../../support/matchers';

const check = checksFor('place "x"');

describe('checksFor', () => {
  it('returns the value that it tested', () => {
    expect(check.integer('n', 0)).toBe(0);
    expect(check.finite('n', -1.5)).toBe(-1.5);
    expect(check.positive('n', 1e-9)).toBe(1e-9);
    expect(check.probability('p', 1)).toBe(1);
    expect(check.oneOf('name', 'a', ['a', 'b'])).toBe('a');
    expect(check.text('t', 'x')).toBe('x');
  });

  it.each([
    ['integer', () => check.integer('steps', 1.5), 'steps = 1.5'],
    ['integer below its minimum', () => check.integer('steps', 0, 1), 'steps = 0'],
    ['integer above its maximum', () => check.integer('steps', 9, 0, 8), 'from 0 to 8'],
    ['NaN', () => check.finite('rate', NaN), 'rate = NaN'],
    ['infinity', () => check.finite('rate', Infinity), 'rate = Infinity'],
    ['a number as text', () => check.finite('rate', '1'), 'rate = "1"'],
    ['zero where it must be positive', () => check.positive('size', 0), 'size = 0'],
    ['a probability above 1', () => check.probability('dropout', 1.1), 'dropout = 1.1'],
    ['an empty text', () => check.text('name', ''), 'name = ""'],
    ['no text', () => check.text('name', null), 'name = null'],
  ])('refuses %s and prints the tested value', async (_title, body, fragment) => {
    await expectAlexNetError(body, 'bad-argument', 'place "x"', fragment, 'fix: ');
  });

  it('names the nearest of the known names', async () => {
    await expectAlexNetError(
      () => check.oneOf('preset', 'alexnot', ['alexnet', 'caffenet']),
      'bad-argument',
      'one of alexnet, caffenet',
      'did you mean "alexnet"?',
    );
    await expectAlexNetError(
      () => check.oneOf('preset', 'zzzzzz', ['alexnet']),
      'bad-argument',
      'one of alexnet',
    );
  });

  it('takes a misspelt option for an error and names all of them', async () => {
    await expectAlexNetError(
      () => {
        check.knownKeys('options', {learningrate: 1, foo: 2}, ['learningRate']);
      },
      'bad-argument',
      '"learningrate", "foo"',
      'did you mean "learningRate"?',
    );
    check.knownKeys('options', {learningRate: 0}, ['learningRate']);
  });

  it('takes true and false, and nothing that stands for them', async () => {
    expect(check.boolean('useBias', false)).toBe(false);
    for (const value of [0, 1, 'false', null, undefined]) {
      await expectAlexNetError(
        () => check.boolean('useBias', value),
        'bad-argument',
        `useBias = ${String(typeof value === 'string' ? JSON.stringify(value) : value)}`,
        'set useBias to true or false',
      );
    }
  });

  it('accepts exactly the divisible', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 500}), fc.integer({min: 1, max: 50}), (value, divisor) => {
        let failed = false;
        try {
          check.divisible('channels', value, 'groups', divisor, 'choose a divisor');
        } catch (error) {
          failed = true;
          expect(String(error)).toContain(`channels = ${value}, groups = ${divisor}`);
        }
        expect(failed).toBe(value % divisor !== 0);
      }),
      {seed: 1},
    );
  });

  it('uses the code it was given', async () => {
    await expectAlexNetError(
      () => checksFor('file', 'bad-weights').integer('n', -1),
      'bad-weights',
      'n = -1',
    );
  });
});

describe('show', () => {
  it('prints strings quoted, objects as JSON, long values cut and cycles by their kind', () => {
    const cycle: {self?: unknown} = {};
    cycle.self = cycle;
    expect([show('a'), show({a: 1}), show(undefined), show(NaN), show(cycle), show(Math.max)]).toEqual([
      '"a"',
      '{"a":1}',
      'undefined',
      'NaN',
      '[object Object]',
      'function max',
    ]);
    expect(show([1, NaN, -Infinity, null])).toBe('[1,"NaN","-Infinity",null]');
    expect(show('x'.repeat(500))).toHaveLength(200);
  });
});

describe('nearest', () => {
  it('finds the name with the fewest changed letters, whatever the case', () => {
    expect(nearest('ALEXNET', ['caffenet', 'alexnet'])).toBe('alexnet');
  });

  it('returns nothing if no name is similar', () => {
    expect(nearest('resnet-50', ['alexnet', 'caffenet'])).toBeUndefined();
  });
});

describe('a message', () => {
  it('stays short however many names are known', () => {
    const known = Array.from({length: 5000}, (_, i) => `class ${i}`);
    const problem = (() => {
      try {
        checksFor('test').oneOf('class', 'clss 7', known);
      } catch (error) {
        return String(error);
      }
      return '';
    })();
    expect(problem).toContain('and 4900 more');
    expect(problem).toContain('did you mean "class 7"?');
    expect(problem.length).toBeLessThan(2000);
  });
});
