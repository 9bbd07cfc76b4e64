import {PickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleForeign} from '../pickle/pickle-values';
import {type SourceFile} from '../source-file';
import {countTensors, findWeights} from './find-weights';
import {openModules} from './open-modules';
import {textItems} from '../pickle/text-items';
import {TorchTensor} from './torch-tensor';

/** The tensors of a checkpoint under the names that they get. */
export interface CollectedTensors {
  tensors: {name: string; tensor: TorchTensor | PickleArray}[];
  /** Numbers and texts that lie beside the state dict: `epoch`, `arch`. */
  metadata: Record<string, string>;
  /** What is not read, each with the reason: objects of other types, and tensors beside the state dict. */
  skipped: string[];
}

const MAX_DEPTH = 32;
const VISIT_BYTES = 64;

/**
 * Finds the tensors in what a checkpoint held: in the state dict where there is one under a usual name, or only one, else
 * in all of it. A network that was saved as an object counts as its state dict. Keys on the way are joined by dots, as PyTorch joins them: `features.0.weight`. A tensor that stands
 * alone is called `tensor`.
 */
export function collectTensors(file: SourceFile, root: unknown): CollectedTensors {
  const modules = openModules(file, root);
  const collected: CollectedTensors['tensors'] = [];
  const skipped: string[] = [];
  const skip = (name: string, what: string): void => {
    file.spend(VISIT_BYTES + 2 * (name.length + what.length), 'the list of what is not read');
    skipped.push(`${name === '' ? 'the checkpoint' : name} (${what})`);
  };
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
    if (value instanceof TorchTensor || (value instanceof PickleArray && value.isNumeric)) {
      collected.push({name: name === '' ? 'tensor' : name, tensor: value});
      return;
    }
    const before = collected.length;
    if (value instanceof PickleArray && value.objects === undefined) {
      skip(name, 'array of NumPy whose values are no numbers');
    } else if (Array.isArray(value) || value instanceof PickleArray) {
      const items: readonly unknown[] = Array.isArray(value) ? value : (value.objects ?? []);
      items.forEach((item: unknown, i) => {
        visit(item, join(String(i)), depth + 1);
      });
    } else if (value instanceof PickleDict) {
      for (const [key, item] of textItems(file, value)) {
        visit(item, join(key), depth + 1);
      }
      const unnamed = tensorsWithoutName(value);
      if (unnamed > 0) {
        skip(name, `${unnamed} tensors under keys that are no texts`);
      }
      if (value instanceof PickleForeign && !modules.has(value) && collected.length === before) {
        skip(name, value.type);
      }
    }
  };
  const weights = findWeights(file, root, modules);
  visit(weights, '', 0);
  if (root instanceof PickleDict && weights !== root) {
    for (const [key, item] of textItems(file, root)) {
      const count = item === weights ? 0 : countTensors(file, item);
      if (item !== weights && item instanceof PickleForeign) {
        skip(key, item.type);
      } else if (count > 0) {
        skip(key, `${count} tensors beside the weights`);
      }
    }
  }
  return {
    tensors: collected,
    metadata: root instanceof PickleDict ? scalars(file, root) : {},
    skipped,
  };
}

function scalars(file: SourceFile, root: PickleDict): Record<string, string> {
  return Object.fromEntries(
    textItems(file, root).flatMap(([key, value]) =>
      ['number', 'string', 'boolean', 'bigint'].includes(typeof value) ? [[key, String(value)]] : [],
    ),
  );
}

function tensorsWithoutName({keys, values}: PickleDict): number {
  return values.filter(
    (value, i) =>
      (value instanceof TorchTensor || value instanceof PickleArray) &&
      !['string', 'number', 'bigint'].includes(typeof keys[i]) &&
      !(keys[i] instanceof Uint8Array),
  ).length;
}
