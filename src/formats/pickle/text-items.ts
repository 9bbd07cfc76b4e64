import type {PickleDict} from './pickle-values';
import type {SourceFile} from '../source-file';

const ITEM_BYTES = 64;

/** The items whose keys can stand in a name, without those that a later one of the same key replaced. */
export function textItems(file: SourceFile, dict: PickleDict): [string, unknown][] {
  file.spend(ITEM_BYTES * dict.keys.length, 'a dict of the checkpoint');
  const items = new Map<string, unknown>();
  dict.keys.forEach((key, i) => {
    if (typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint') {
      items.set(String(key), dict.values[i]);
    } else if (key instanceof Uint8Array) {
      // A string of Python 2 that is not ASCII.
      items.set(new TextDecoder().decode(key), dict.values[i]);
    }
  });
  return [...items];
}
