import {PickleDict} from './pickle-values';
import {type SourceFile} from '../source-file';
import {TorchTensor} from './torch-globals';

/** The tensors of a checkpoint under the names that they get. */
export interface CollectedTensors {
  tensors: {name: string; tensor: TorchTensor}[];
  /** Numbers and texts that lie beside the state dict: `epoch`, `arch`. */
  metadata: Record<string, string>;
}

/** Where training scripts put the state dict in a checkpoint that holds more, the likeliest first. */
const STATE_DICT_KEYS = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'weights',
  'params',
];
const MAX_DEPTH = 32;
const VISIT_BYTES = 64;

/**
 * Finds the tensors in what a checkpoint held: in the state dict where there is one under a usual name, else in all of
 * it. Keys on the way are joined by dots, as PyTorch joins them: `features.0.weight`. A tensor that stands alone is
 * called `tensor`.
 */
export function collectTensors(file: SourceFile, root: unknown): CollectedTensors {
  const collected: CollectedTensors['tensors'] = [];
  const visit = (value: unknown, name: string, depth: number): void => {
    // Lists that hold one another can be walked without an end, or in more ways than there are atoms.
    file.spend(VISIT_BYTES + 2 * name.length, 'the walk through the checkpoint');
    if (depth > MAX_DEPTH) {
      throw file.damaged({
        problem: 'the checkpoint is nested too deep.',
        expected: `at most ${MAX_DEPTH} levels of dicts and lists`,
        received: `more, at "${name.slice(0, 60)}"`,
      });
    }
    const join = (key: string): string => (name === '' ? key : `${name}.${key}`);
    if (value instanceof TorchTensor) {
      collected.push({name: name === '' ? 'tensor' : name, tensor: value});
    } else if (value instanceof PickleDict) {
      for (const [key, item] of textItems(file, value)) {
        visit(item, join(key), depth + 1);
      }
    } else if (Array.isArray(value)) {
      value.forEach((item: unknown, i) => {
        visit(item, join(String(i)), depth + 1);
      });
    }
  };
  const stateDict = root instanceof PickleDict ? findStateDict(root) : undefined;
  visit(stateDict ?? root, '', 0);
  return {tensors: collected, metadata: root instanceof PickleDict ? scalars(file, root) : {}};
}

function findStateDict(root: PickleDict): PickleDict | undefined {
  return STATE_DICT_KEYS.map(key => root.get(key)).find(value => value instanceof PickleDict);
}

function scalars(file: SourceFile, root: PickleDict): Record<string, string> {
  return Object.fromEntries(
    textItems(file, root).flatMap(([key, value]) =>
      ['number', 'string', 'boolean', 'bigint'].includes(typeof value) ? [[key, String(value)]] : [],
    ),
  );
}

/** The items whose keys can stand in a name, without those that a later one of the same key replaced. */
function textItems(file: SourceFile, dict: PickleDict): [string, unknown][] {
  file.spend(VISIT_BYTES * dict.keys.length, 'a dict of the checkpoint');
  const items = new Map<string, unknown>();
  dict.keys.forEach((key, i) => {
    if (typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint') {
      items.set(String(key), dict.values[i]);
    }
  });
  return [...items];
}
