import {AlexNetError} from '../errors';

/** Place and kind of a divergence. */
export interface Divergence {
  step: number;
  /** The number that is not finite: `loss`, `validation loss`, `weight conv1/kernel`. */
  what: string;
  /** Its value, if it is one number. */
  value?: number;
  /** Step of the last checkpoint. */
  lastCheckpoint: number | undefined;
}

/** Returns the error for a run whose values are no longer finite. Its checkpoints were written before that. */
export function divergenceError({step, what, value, lastCheckpoint}: Divergence): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: `train, step ${step}`,
    problem: `the training diverged: ${what} is not a finite number.`,
    expected: `${what}: a finite number`,
    received: value === undefined ? 'NaN or Infinity' : `${what} = ${value}`,
    fix:
      'try a learning rate 10 times smaller, more warm-up steps, and input divided by its standard deviation; ' +
      (lastCheckpoint === undefined
        ? 'no checkpoint was written before'
        : `the checkpoint of step ${lastCheckpoint} is from before and was kept`),
    details: {step, what, value, lastCheckpoint},
  });
}
