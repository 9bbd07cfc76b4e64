import {type Command, Option} from 'commander';
import {decimalNumber} from '../parse-option';

/** Adds the options of `alexnet train` that help a network generalize. */
export function addRegularizationOptions(command: Command): Command {
  const belowOne = 1 - Number.EPSILON;
  return command
    .option(
      '--batch-norm',
      'batch normalization before each activation, in place of local response normalization and dropout',
    )
    .addOption(
      new Option(
        '--label-smoothing <share>',
        'fraction of each target that is spread evenly over all classes: 0.1 (default: 0)',
      ).argParser(decimalNumber('--label-smoothing', {max: belowOne})),
    )
    .addOption(
      new Option(
        '--mixup <alpha>',
        'add up images and labels in pairs: 0.2 is usual (default: 0, off; with --freeze needs --frozen-views random)',
      ).argParser(decimalNumber('--mixup')),
    )
    .addOption(
      new Option(
        '--cutmix <alpha>',
        'put a window of another image into each: 1 is usual (default: 0, off; with --mixup, each batch takes one of the two)',
      ).argParser(decimalNumber('--cutmix')),
    )
    .addOption(
      new Option(
        '--average-decay <x>',
        'evaluate and save an exponential moving average of the weights: 0.999 (default: the weights themselves)',
      ).argParser(decimalNumber('--average-decay', {max: belowOne})),
    );
}
