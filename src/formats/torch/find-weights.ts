import {PickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleForeign} from '../pickle/pickle-values';
import type {SourceFile} from '../source-file';
import {textItems} from '../pickle/text-items';
import {TorchTensor} from './torch-tensor';

/** Where training scripts put the state dict in a checkpoint that holds more, the likeliest first. */
const STATE_DICT_KEYS = [
  'state_dict',
  'model_state_dict',
  'net_state_dict',
  'network_state_dict',
  'model_state',
  'model_dict',
  'model_weights',
  'model',
  'net',
  'network',
  'weights',
  'params',
];
/** Names of what wraps a network, of a state dict, and of what holds tensors that are no weights. */
const WRAPPER = /state_?dict|model|net|weight|param|backbone|student|module/i;
const STATE_DICT = /state_?dict|^model|model$/i;
const OTHERS = /optim|sched|scaler|ema|teacher|momentum|loss|criterion|grad|rng|history|args|config|amp/i;
const MAX_WRAPPERS = 4;
const VISIT_BYTES = 64;

/**
 * The weights in a checkpoint: the dict under a usual name, else the only one with tensors in it that
 * is not the optimizer's or another helper's; the whole checkpoint where several are possible.
 *
 * @param modules networks that were saved as objects, whose parts are no wrappers.
 */
export function findWeights(
  file: SourceFile,
  root: unknown,
  modules: ReadonlySet<unknown> = new Set(),
): unknown {
  let found = root;
  for (let i = 0; i < MAX_WRAPPERS && !modules.has(found); i++) {
    const inner: unknown = unwrap(file, found, i === 0);
    if (inner === undefined) {
      break;
    }
    found = inner;
  }
  return found;
}

function unwrap(file: SourceFile, value: unknown, isRoot: boolean): unknown {
  if (!(value instanceof PickleDict)) {
    return undefined;
  }
  const items = textItems(file, value);
  const holders = items.filter(([, item]) => item instanceof PickleDict && countTensors(file, item) > 0);
  // A model that was saved as an object is found too: what cannot be read of it must not be passed over.
  const known = STATE_DICT_KEYS.map(key =>
    items.find(
      ([name, item]) =>
        name === key && (item instanceof PickleForeign || holders.some(([other]) => other === key)),
    ),
  ).find(item => item !== undefined);
  if (isRoot && known !== undefined) {
    return known[1];
  }
  if (items.some(([, item]) => isTensor(item))) {
    return undefined;
  }
  const likely = holders.filter(([name]) => !OTHERS.test(name));
  const [only] = likely;
  if (only !== undefined && likely.length === 1 && (WRAPPER.test(only[0]) || hasDottedNames(file, only[1]))) {
    return only[1];
  }
  const dicts = likely.filter(([name]) => STATE_DICT.test(name));
  return isRoot && dicts.length === 1 ? dicts[0]?.[1] : undefined;
}

/** Whether its tensors are named as a state dict names them, with the module in front. */
function hasDottedNames(file: SourceFile, value: unknown): boolean {
  return (
    value instanceof PickleDict &&
    textItems(file, value).some(([name, item]) => name.includes('.') && isTensor(item))
  );
}

function isTensor(value: unknown): boolean {
  return value instanceof TorchTensor || (value instanceof PickleArray && value.isNumeric);
}

/** How many tensors lie in a value, each object counted once: what one file holds may refer to itself. */
export function countTensors(file: SourceFile, root: unknown): number {
  const seen = new Set<unknown>();
  const queue: unknown[] = [root];
  let count = 0;
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      continue;
    }
    file.spend(VISIT_BYTES, 'the walk through the checkpoint');
    seen.add(value);
    if (isTensor(value)) {
      count++;
      continue;
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
  return count;
}
