/** Compares the results of a backend with the definitions of the ops in float64. */
import type {ConformanceCase} from './cases/case';
import type {CaseResult} from './run-conformance';
import type {Values} from './truth/values';

const DEFAULT_BOUND = 1e-5;
/** The error of values below it is measured relative to it. */
const SMALLEST_SCALE = 0.1;

const truths = new WeakMap<ConformanceCase, Values[]>();

export const nameOf = ({op, name}: ConformanceCase): string => `${op}: ${name}`;

/** Values and gradients by the definition of a case, computed once. */
export function truthOf(test: ConformanceCase): Values[] {
  const known = truths.get(test) ?? test.truth();
  truths.set(test, known);
  return known;
}

/** The largest difference, relative to the largest value; Infinity if a value is NaN. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    return Infinity;
  }
  let [scale, difference] = [SMALLEST_SCALE, 0];
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const here = Math.abs(actual[i]! - expected[i]!);
    difference = Number.isNaN(here) ? Infinity : Math.max(difference, here);
  }
  return difference / scale;
}

/** The fault of a result, or undefined. */
export function faultOf(test: ConformanceCase, result: CaseResult | string | undefined): string | undefined {
  if (typeof result !== 'object') {
    return result?.split('\n')[0] ?? 'there is no result';
  }
  if (result.left !== 0) {
    return `${result.left} tensors left over`;
  }
  const truth = truthOf(test);
  if (truth.length !== result.outputs.length) {
    return `${result.outputs.length} results instead of ${truth.length}`;
  }
  const errors = truth.map(({data}, i) => relativeError(result.outputs[i]!, data));
  const at = errors.findIndex(error => error > (test.bound ?? DEFAULT_BOUND));
  return at < 0
    ? undefined
    : `${at === 0 ? 'value' : `gradient ${at}`} wrong by ${errors[at]!.toPrecision(2)} of the largest`;
}
