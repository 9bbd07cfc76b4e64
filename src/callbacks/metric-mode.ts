import {checksFor, show} from '../core/check';
import {AlexNetError} from '../errors';

/** Whether a metric is to fall, to rise, or whichever is known of it by its name. */
export type MetricMode = 'auto' | 'min' | 'max';

/** Names of metrics in lower case, without separators. */
const FALLING = new Set([
  'loss',
  'error',
  'errorrate',
  'mse',
  'meansquarederror',
  'rmse',
  'rootmeansquarederror',
  'mae',
  'meanabsoluteerror',
  'mape',
  'meanabsolutepercentageerror',
  'msle',
  'meansquaredlogarithmicerror',
  'crossentropy',
  'categoricalcrossentropy',
  'sparsecategoricalcrossentropy',
  'binarycrossentropy',
  'kld',
  'kldivergence',
  'kullbackleiblerdivergence',
  'perplexity',
  // The one of TensorFlow.js is the negative cosine.
  'cosineproximity',
]);
const RISING = new Set([
  'acc',
  'accuracy',
  'binaryaccuracy',
  'categoricalaccuracy',
  'sparsecategoricalaccuracy',
  'balancedaccuracy',
  'topkaccuracy',
  'topkcategoricalaccuracy',
  'sparsetopkcategoricalaccuracy',
  'top1',
  'top5',
  'precision',
  'recall',
  'sensitivity',
  'specificity',
  'auc',
  'roc',
  'rocauc',
  'prauc',
  'f1',
  'f1score',
  'fbeta',
  'fbetascore',
  'r2',
  'r2score',
  'iou',
  'meaniou',
  'dice',
  'cosinesimilarity',
]);

/**
 * Resolves 'auto' by the end of the name: `val_` and the name of an output in front (`accessory_loss`) do not count. A
 * metric whose direction is not known is an error, since a wrong guess keeps the worst model for the best.
 */
export function resolveMode(where: string, monitor: string, mode: MetricMode): 'min' | 'max' {
  const check = checksFor(where);
  check.text('monitor', monitor);
  const checked = check.oneOf('mode', mode, ['auto', 'min', 'max']);
  if (checked !== 'auto') {
    return checked;
  }
  const words = monitor.split('_');
  // The longest end of the name that is known: the front may be the name of an output.
  for (let start = 0; start < words.length; start++) {
    const name = words
      .slice(start)
      .join('')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toLowerCase();
    if (FALLING.has(name) || RISING.has(name)) {
      return RISING.has(name) ? 'max' : 'min';
    }
  }
  throw new AlexNetError({
    code: 'bad-argument',
    where,
    problem: `whether the metric ${show(monitor)} is to rise or to fall is not known.`,
    expected: "mode: 'max' for a metric that is to rise, 'min' for one that is to fall",
    received: `monitor = ${show(monitor)}, mode = "auto"`,
    fix: `pass {monitor: ${show(monitor)}, mode: 'max'} or {…, mode: 'min'}`,
  });
}

/** The fields of a callback's saved state that name its metric. */
export interface MonitorState {
  /** Metric that was watched. */
  monitor: string;
  /** Whether it was to fall or to rise. */
  mode: 'min' | 'max';
}

/** The metric to watch and its direction: as given, else as in the state; a state of another metric is an error. */
export function resolveMonitor(
  where: string,
  {monitor, mode = 'auto', state}: {monitor?: string; mode?: MetricMode; state?: MonitorState},
): MonitorState {
  const watched = monitor ?? state?.monitor ?? 'val_loss';
  const direction = mode === 'auto' && state !== undefined ? state.mode : mode;
  const resolved = {monitor: watched, mode: resolveMode(where, watched, direction)};
  if (state !== undefined && (state.monitor !== watched || state.mode !== resolved.mode)) {
    throw new AlexNetError({
      code: 'bad-state',
      where,
      problem: 'the state belongs to another metric.',
      expected: `a state of ${show(resolved)}`,
      received: `a state of ${show({monitor: state.monitor, mode: state.mode})}`,
      fix: 'leave monitor and mode out, then they are those of the state, or leave the state out',
    });
  }
  return resolved;
}
