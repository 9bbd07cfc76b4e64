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
  return wanted.map(which => {
    const {shape, data} = inputs[which]!;
    const moved = data.slice();
    const changed = inputs.map((input, other) => (other === which ? {shape, data: moved} : input));
    const gradient = data.map((value, i) => {
      moved[i] = value + STEP;
      // A copy: the result may be the input itself.
      const above = f(...changed).data.slice();
      moved[i] = value - STEP;
      const below = f(...changed).data;
      let sum = 0;
      // Term by term: the terms that do not depend on this element cancel exactly.
      for (let j = 0; j < above.length; j++) {
        sum += above[j]! * weights.data[j]! - below[j]! * weights.data[j]!;
      }
      moved[i] = value;
      return sum / (2 * STEP);
    });
    return {shape, data: gradient};
  });
}
