import {describe, expect, it} from 'vitest';
import {MultiplierTable} from '../../../src/optimizers/weight-multipliers';
import {expectAlexNetError} from '../../support/matchers';

describe('MultiplierTable', () => {
  it('multiplies by 1 what nothing is said about', () => {
    expect(new MultiplierTable('test', {}).of('conv1/kernel')).toEqual({learningRate: 1, weightDecay: 1});
  });

  it('finds a weight by its name, with and without the number that tfjs appends', () => {
    const table = new MultiplierTable('test', {'conv_1/kernel': {learningRate: 3}});
    for (const name of ['conv_1/kernel', 'conv_1/kernel_1', 'conv_1/kernel_12']) {
      expect(table.of(name)).toEqual({learningRate: 3, weightDecay: 1});
    }
    expect(table.of('conv/kernel')).toEqual({learningRate: 1, weightDecay: 1});
  });

  it('prefers the full name where a weight of that name is meant', () => {
    const table = new MultiplierTable('test', {
      'cell/state': {learningRate: 2},
      'cell/state_1': {learningRate: 5},
    });
    expect(table.of('cell/state').learningRate).toBe(2);
    expect(table.of('cell/state_1').learningRate).toBe(5);
  });

  it('lets * stand for any letters, later rules over earlier ones and names over both', () => {
    const table = new MultiplierTable('test', {
      '*/bias': {learningRate: 2, weightDecay: 0},
      'fc*/*': {learningRate: 10},
      'fc8/bias': {learningRate: 20},
    });
    expect(table.of('conv1/bias')).toEqual({learningRate: 2, weightDecay: 0});
    expect(table.of('tower/conv1/bias_3')).toEqual({learningRate: 2, weightDecay: 0});
    expect(table.of('fc6/bias')).toEqual({learningRate: 10, weightDecay: 0});
    expect(table.of('fc6/kernel')).toEqual({learningRate: 10, weightDecay: 1});
    expect(table.of('fc8/bias')).toEqual({learningRate: 20, weightDecay: 0});
  });

  it('takes a dot as a dot', () => {
    const table = new MultiplierTable('test', {'a.b/*': {learningRate: 2}});
    expect(table.of('axb/kernel').learningRate).toBe(1);
    expect(table.of('a.b/kernel').learningRate).toBe(2);
  });

  it('takes 0 as 0', () => {
    const table = new MultiplierTable('test', {w: {learningRate: 0, weightDecay: 0}});
    expect(table.of('w')).toEqual({learningRate: 0, weightDecay: 0});
  });

  it('returns the same table from its saved list, also for rules that omit a field', () => {
    const table = new MultiplierTable('test', {'*/bias': {weightDecay: 0}, 'fc8/*': {learningRate: 10}});
    const list = table.toList();
    expect(list).toEqual([
      {name: '*/bias', weightDecay: 0},
      {name: 'fc8/*', learningRate: 10},
    ]);
    expect(new MultiplierTable('test', list).of('fc8/bias')).toEqual(table.of('fc8/bias'));
  });

  it('refuses misspelt and negative multipliers', async () => {
    await expectAlexNetError(
      () => new MultiplierTable('MomentumSGD', {w: {learningrate: 2} as object}),
      'bad-argument',
      'multipliers["w"]',
      'did you mean "learningRate"?',
    );
    await expectAlexNetError(
      () => new MultiplierTable('MomentumSGD', {w: {weightDecay: -1}}),
      'bad-argument',
      'weightDecay = -1',
      'set weightDecay to',
    );
  });
});
