import {describe, expect, it} from 'vitest';
import {translateOption} from '../../../src/core/option-terms';

describe('translateOption', () => {
  it.each([
    ['save_best_only', 'saveBestOnly'],
    ['savebestonly', 'saveBestOnly'],
    ['weight-decay', 'weightDecay'],
    ['lr', 'learningRate'],
    ['base_lr', 'learningRate'],
    ['threshold', 'minDelta'],
    ['threshold_mode', 'minDeltaMode'],
    ['min_lr', 'minLr'],
    ['minimum', 'minLr'],
  ])('takes %s for %s', (name, expected) => {
    const known = ['saveBestOnly', 'weightDecay', 'learningRate', 'minDelta', 'minDeltaMode', 'minLr'];
    expect(translateOption(name, known)).toBe(expected);
  });

  it('chooses among several meanings the one that is known here', () => {
    expect(translateOption('size', ['poolSize'])).toBe('poolSize');
    expect(translateOption('size', ['depthRadius'])).toBe('depthRadius');
    expect(translateOption('p', ['rate'])).toBe('rate');
  });

  it('knows nothing of other names, those of object prototypes too', () => {
    for (const name of ['foo', 'constructor', '__proto__', '']) {
      expect(translateOption(name, ['rate'])).toBe(undefined);
    }
    expect(translateOption('lr', ['rate'])).toBe(undefined);
  });
});
