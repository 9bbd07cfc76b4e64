import {Command} from 'commander';
import {describe, expect, it} from 'vitest';
import {addRegularizationOptions} from '../../../../src/cli/options/regularization-options';

const parse = (...args: string[]): Record<string, unknown> =>
  addRegularizationOptions(new Command('train').exitOverride().configureOutput({writeErr: () => undefined}))
    .parse(args, {from: 'user'})
    .opts();

describe('addRegularizationOptions', () => {
  it('names the options as trainOnPhotos does, and sets nothing by default', () => {
    expect(parse()).toEqual({});
    expect(
      parse(
        '--label-smoothing',
        '0.1',
        '--average-decay',
        '0.999',
        '--batch-norm',
        '--mixup',
        '0.2',
        '--cutmix',
        '1',
      ),
    ).toEqual({
      labelSmoothing: 0.1,
      averageDecay: 0.999,
      batchNorm: true,
      mixup: 0.2,
      cutmix: 1,
    });
  });

  it.each(['--label-smoothing', '--average-decay'])('refuses %s of 1 or more', option => {
    expect(() => parse(option, '1')).toThrow(option);
  });
});
