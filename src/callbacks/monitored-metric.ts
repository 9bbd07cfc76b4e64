import {type Scalar} from '@tensorflow/tfjs-core';
import {nearest, show} from '../core/check';
import {AlexNetError} from '../errors';

/** Logs as tfjs passes them to callbacks: numbers, and scalars whose values have not been read back yet. */
export type UnreadLogs = Readonly<Record<string, number | Scalar>>;

/** Reads the values of a callback's logs. The scalars belong to tfjs, which frees them. */
export async function readLogs(logs: UnreadLogs = {}): Promise<Record<string, number>> {
  const metrics: Record<string, number> = {};
  for (const [name, value] of Object.entries(logs)) {
    metrics[name] = typeof value === 'number' ? value : ((await value.data())[0] ?? NaN);
  }
  return metrics;
}

/** The metric that a callback watches; one that `fit` does not compute is an error that lists those it does. */
export function monitoredMetric(
  where: string,
  metrics: Readonly<Record<string, number>>,
  monitor: string,
): number {
  const value = metrics[monitor];
  if (value === undefined) {
    const known = Object.keys(metrics);
    const near = nearest(monitor, known);
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `there is no metric ${show(monitor)} to watch.`,
      expected: `one of ${known.join(', ')}`,
      received: `monitor = ${show(monitor)}`,
      fix: monitor.startsWith('val_')
        ? 'pass validationData to fit, or watch a metric of the training'
        : near === undefined
          ? 'compile the model with this metric'
          : `did you mean ${show(near)}?`,
    });
  }
  return value;
}
