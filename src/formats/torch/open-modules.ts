import {PickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleForeign} from '../pickle/pickle-values';
import {textItems} from '../pickle/text-items';
import type {SourceFile} from '../source-file';
import {TorchTensor} from './torch-tensor';

const VISIT_BYTES = 64;
/** Classes of TorchScript have names of their own. */
const SCRIPT_CLASS = /^__torch__\./;

/**
 * Finds the networks in what a checkpoint held that were saved as objects, `torch.save(model)` or TorchScript, and sets the
 * items of each to those of its state dict: parameters, buffers and inner networks, in PyTorch's order. Nothing of
 * their classes is needed for that. Returns these objects.
 */
export function openModules(file: SourceFile, root: unknown): ReadonlySet<PickleForeign> {
  const modules = new Set<PickleForeign>();
  const seen = new Set<unknown>();
  const queue: unknown[] = [root];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      continue;
    }
    file.spend(VISIT_BYTES, 'the walk through the checkpoint');
    seen.add(value);
    const items = value instanceof PickleForeign ? moduleItems(file, value) : undefined;
    if (value instanceof PickleForeign && items !== undefined) {
      modules.add(value);
      for (const [key, item] of items) {
        value.set(key, item);
      }
    }
    const inner: readonly unknown[] = Array.isArray(value)
      ? value
      : value instanceof PickleDict
        ? value.values
        : [];
    for (const item of inner) {
      // An empty place in a list is none of the values to come.
      queue.push(item ?? null);
    }
  }
  return modules;
}

/** The items of a network; undefined for any other object. */
function moduleItems(file: SourceFile, {type, state}: PickleForeign): [string, unknown][] | undefined {
  if (!(state instanceof PickleDict)) {
    return undefined;
  }
  if (SCRIPT_CLASS.test(type)) {
    return textItems(file, state).filter(([, item]) => isTensor(item) || item instanceof PickleForeign);
  }
  const [parameters, buffers, inner] = ['_parameters', '_buffers', '_modules'].map(key => state.get(key));
  if (
    !(parameters instanceof PickleDict) ||
    !(buffers instanceof PickleDict) ||
    !(inner instanceof PickleDict)
  ) {
    return undefined;
  }
  // state_dict() has no buffers that can be computed anew.
  const computed = state.get('_non_persistent_buffers_set');
  const kept = textItems(file, buffers).filter(
    ([name]) => !(Array.isArray(computed) && computed.includes(name)),
  );
  return [...textItems(file, parameters), ...kept, ...textItems(file, inner)];
}

function isTensor(value: unknown): boolean {
  return value instanceof TorchTensor || (value instanceof PickleArray && value.isNumeric);
}
