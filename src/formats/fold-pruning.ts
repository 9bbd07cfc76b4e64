import type {NamedArray} from '../core/named-array';

/**
 * Puts together what PyTorch's pruning keeps apart: `conv1.weight_orig` and `conv1.weight_mask` become `conv1.weight`, the
 * product of the two. Other arrays stay as they are.
 */
export function foldPruning(arrays: readonly NamedArray[]): NamedArray[] {
  const byName = new Map(arrays.map(array => [array.name, array]));
  const folded = new Set<NamedArray>();
  const result: NamedArray[] = [];
  for (const array of arrays) {
    const bare = array.name.endsWith('_orig') ? array.name.slice(0, -'_orig'.length) : undefined;
    const mask = bare === undefined ? undefined : byName.get(`${bare}_mask`);
    if (bare === undefined || byName.has(bare) || mask?.shape.join() !== array.shape.join()) {
      result.push(array);
      continue;
    }
    folded.add(mask);
    const {data} = array;
    mask.data.forEach((factor, i) => {
      data[i] = (data[i] ?? 0) * factor;
    });
    result.push({...array, name: bare});
  }
  return folded.size === 0 ? result : result.filter(array => !folded.has(array));
}
