import type {NamedArray} from '../core/named-array';
import type {DefinedWeight} from '../models/layer-forms/defined-weight';

/** Result of {@link convertWeights}. */
export interface ConvertedWeights {
  /** Under the names and in the order of this library. */
  arrays: NamedArray[];
  /** Weights that are missing or have another number of values. */
  problems: string[];
}

/** Takes the weights of a network out of a file's arrays. Old files write ones in front of a shape: only counts are compared. */
export function convertWeights(
  weights: readonly DefinedWeight[],
  arrays: readonly NamedArray[],
): ConvertedWeights {
  const byName = new Map(arrays.map(array => [array.name, array]));
  const converted: NamedArray[] = [];
  const problems: string[] = [];
  for (const {name, source, shape, convert, divisor} of weights) {
    const array = byName.get(source);
    const count = shape.reduce((product, length) => product * length, 1);
    if (array === undefined) {
      problems.push(`${source} (${name}) is missing`);
    } else if (array.data.length !== count) {
      problems.push(
        `${source} has ${array.data.length} values, [${array.shape.join(', ')}], where ${name} has ${count}, [${shape.join(', ')}]`,
      );
    } else {
      const number = byName.get(divisor ?? '')?.data[0] ?? 1;
      const factor = number === 0 ? 0 : 1 / number;
      const data = factor === 1 ? array.data : array.data.map(value => value * factor);
      converted.push({name, shape: [...shape], data: convert(data)});
    }
  }
  return {arrays: converted, problems};
}
