import type {NamedArray} from '../../core/named-array';
import {ByteReader} from '../byte-reader';
import {numpyGlobals, PickleArray, readPickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleForeign, PickleGlobal} from '../pickle/pickle-values';
import {textItems} from '../pickle/text-items';
import {unpickle} from '../pickle/unpickle';
import type {SourceFile} from '../source-file';
import {readNpyHeader} from './parse-npy';

/** Arrays of a pickled dictionary, and what of it was not read. */
export interface PickledArrays {
  arrays: NamedArray[];
  skipped: string[];
}

const OBJECTS = /'descr'\s*:\s*'\|O\d?'/;
const MAX_DEPTH = 16;
const VISIT_BYTES = 64;

/** Whether a `.npy` holds objects of Python, as `numpy.save` writes a dictionary. */
export function holdsObjects(bytes: Uint8Array): boolean {
  return OBJECTS.test(String.fromCharCode(...bytes.subarray(0, 128)));
}

/**
 * Reads the arrays of a dictionary that was saved with `numpy.save(file, {name: array, …})`, as the tools that brought
 * Caffe's networks to TensorFlow did: `{conv1: {weights: array, biases: array}}` or `{conv1: [array, array]}`. Names on the
 * way are joined by a slash: `conv1/weights`, `conv1/0`.
 *
 * The dictionary is a pickle, of which nothing is run; objects other than arrays, lists and dicts are skipped.
 */
export function readPickledNpy(file: SourceFile, bytes: Uint8Array, prefix: string): PickledArrays {
  const {reader} = readNpyHeader(file, bytes, prefix);
  const globals = new Map(
    [
      ...numpyGlobals(file),
      new PickleGlobal('collections.OrderedDict', () => new PickleDict()),
      new PickleGlobal('collections.defaultdict', () => new PickleDict()),
      new PickleGlobal('_codecs.encode', ([text]) => latin1(file, text)),
    ].map(global => [global.name, global]),
  );
  const root = unpickle(new ByteReader(file, reader.take(reader.left), 'the dictionary'), {globals});
  const found: PickledArrays = {arrays: [], skipped: []};
  const visit = (value: unknown, name: string, depth: number): void => {
    file.spend(VISIT_BYTES + 2 * name.length, 'the walk through the dictionary');
    if (depth > MAX_DEPTH) {
      throw file.damaged({
        problem: 'the dictionary is nested too deep.',
        expected: `at most ${MAX_DEPTH} levels`,
        received: `more, at "${name.slice(0, 60)}"`,
      });
    }
    const join = (key: string): string => (name === '' ? key : `${name}/${key}`);
    if (value instanceof PickleArray && value.isNumeric) {
      found.arrays.push(readPickleArray(file, name === '' ? 'array' : name, value));
    } else if (value instanceof PickleForeign) {
      found.skipped.push(`${name === '' ? 'the file' : name} (${value.type})`);
    } else if (value instanceof PickleDict) {
      for (const [key, item] of textItems(file, value)) {
        visit(item, join(key), depth + 1);
      }
    } else if (Array.isArray(value) || (value instanceof PickleArray && value.objects !== undefined)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : (value.objects ?? []);
      items.forEach((item, i) => {
        // The dictionary itself is the one object of an array without axes.
        visit(item, depth === 0 && items.length === 1 ? name : join(String(i)), depth + 1);
      });
    } else if (value instanceof PickleArray) {
      found.skipped.push(`${name} (array whose values are no numbers)`);
    }
  };
  visit(root, prefix, 0);
  file.requireUniqueNames(found.arrays);
  if (found.arrays.length === 0) {
    throw file.unsupported({
      problem: 'the file holds objects of Python, and no array of numbers among them.',
      expected: 'an array of numbers, or a dictionary of such arrays',
      received: `'|O' with ${found.skipped.slice(0, 3).join('; ') || 'no array in it'}`,
      fix: "save numbers only: numpy.savez(file, **{name: value.astype('float32')})",
    });
  }
  return found;
}

/** Protocol 2 has no bytes of its own: Python 3 writes encode(text, 'latin1'). */
function latin1(file: SourceFile, text: unknown): Uint8Array {
  const letters = typeof text === 'string' ? text : '';
  file.spend(letters.length, 'bytes');
  return Uint8Array.from(letters, letter => letter.charCodeAt(0));
}
