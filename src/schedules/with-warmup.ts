import {checksFor} from '../core/check';
import {requireFunction} from '../core/structured-argument';
import {type Schedule} from './schedule';

/**
 * A schedule that begins small: over the first `warmupSteps` steps its learning rate is multiplied by
 * (step + 1) / warmupSteps. The schedule itself is not shifted. 0 steps leave it as it is.
 *
 * A deep net with large first gradients can fall into a dead state within its first steps; the full-size AlexNet
 * sits at ln 2 for epochs without a warm-up and learns at once with one of 300 steps.
 *
 * @example
 * const schedule = withWarmup(() => 0.01, 300);
 * schedule(149); // 0.005
 */
export function withWarmup(schedule: Schedule, warmupSteps: number): Schedule {
  requireFunction('withWarmup', 'schedule', schedule, 'pass a schedule: withWarmup(() => 0.01, 300)');
  checksFor('withWarmup').integer('warmupSteps', warmupSteps);
  return step => (step < warmupSteps ? (schedule(step) * (step + 1)) / warmupSteps : schedule(step));
}
