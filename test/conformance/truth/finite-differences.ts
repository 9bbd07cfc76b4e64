import {type Values} from './values';

/** Small compared with the values, large compared with their rounding: a central difference has an error of about 1e-10. */
const STEP = 1e-5;

/**
 * Gradients of Σ weights · f(inputs) by the inputs that `wanted` names, by central differences in float64. They are
 * wrong at a kink (two equal maxima, a ReLU at 0): inputs must be farther than 1e-5 from it.
 */
export function finiteDifferences(
  f: (...inputs: Values[]) => Values,
  inputs: readonly Values[],
  weights: Values,
  wanted: readonly number[] = inputs.map((_, i) => i),
): Values[] {
  const loss = (changed: readonly Values[]): Float64Array => {
    const y = f(...changed).data;
    return y.map((value, i) => value * weights.data[i]!);
  };
  return wanted.map(which => {
    const {shape, data} = inputs[which]!;
    const moved = (i: number, by: number): Float64Array => {
      const copy = data.slice();
      copy[i]! += by;
      return loss(inputs.map((input, other) => (other === which ? {shape, data: copy} : input)));
    };
    const gradient = data.map((_, i) => {
      const [above, below] = [moved(i, STEP), moved(i, -STEP)];
      // Term by term: the terms that do not depend on this element cancel exactly.
      return above.reduce((sum, value, j) => sum + (value - below[j]!), 0) / (2 * STEP);
    });
    return {shape, data: gradient};
  });
}
