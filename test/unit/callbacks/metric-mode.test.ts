import {describe, expect, it} from 'vitest';
import {resolveMode, resolveMonitor} from '../../../src/callbacks/metric-mode';
import {expectAlexNetError} from '../../support/matchers';

describe('resolveMode', () => {
  it.each([
    ['val_acc', 'max'],
    ['accuracy', 'max'],
    ['val_loss', 'min'],
    ['loss', 'min'],
    ['val_precision', 'max'],
    ['recall', 'max'],
    ['val_auc', 'max'],
    ['val_f1', 'max'],
    ['f1_score', 'max'],
    ['r2Score', 'max'],
    ['val_r2', 'max'],
    ['sparse_categorical_accuracy', 'max'],
    ['val_meanSquaredError', 'min'],
    // What is in front of the metric is the name of an output.
    ['accessory_loss', 'min'],
    ['val_accessory_loss', 'min'],
    ['precision_loss', 'min'],
    ['loss_acc', 'max'],
    ['top_left_val_acc', 'max'],
  ] as const)('lets %s go for %s', (monitor, mode) => {
    expect(resolveMode('test', monitor, 'auto')).toBe(mode);
  });

  it('keeps a mode that is given and refuses an unknown one', async () => {
    expect(resolveMode('test', 'val_acc', 'min')).toBe('min');
    await expectAlexNetError(
      () => resolveMode('test', 'loss', 'mni' as 'min'),
      'bad-argument',
      'did you mean "min"?',
    );
  });

  it.each(['val_accessory', 'score', 'inaccuracy', 'lossless', 'val_'])(
    'asks for the mode of %s, which it does not know',
    async monitor => {
      await expectAlexNetError(
        () => resolveMode('test', monitor, 'auto'),
        'bad-argument',
        `monitor = "${monitor}", mode = "auto"`,
        "mode: 'max'}",
      );
      expect(resolveMode('test', monitor, 'max')).toBe('max');
    },
  );
});

describe('resolveMonitor', () => {
  const state = {monitor: 'val_score', mode: 'max'} as const;

  it('watches the validation loss by default', () => {
    expect(resolveMonitor('test', {})).toEqual({monitor: 'val_loss', mode: 'min'});
  });

  it('takes the metric and its direction from the state', () => {
    expect(resolveMonitor('test', {state})).toEqual(state);
    expect(resolveMonitor('test', {monitor: 'val_score', mode: 'auto', state})).toEqual(state);
  });

  it('refuses the state of another metric or direction', async () => {
    await expectAlexNetError(
      () => resolveMonitor('test', {monitor: 'val_acc', state}),
      'bad-state',
      'val_score',
      'leave the state out',
    );
    await expectAlexNetError(() => resolveMonitor('test', {mode: 'min', state}), 'bad-state', 'val_score');
  });
});
