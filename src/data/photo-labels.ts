import {synsetOf, type LabelFinder} from '../core/match-labels';

/** Where a photo's label comes from. */
export type LabelOrigin = 'folder' | 'name';

/** `cat.123.jpg`: a class, a number, an ending. */
const NUMBERED_NAME = /^([^.]+)\.\d+\.[^.]+$/;

/** The class that a file name such as `cat.123.jpg` or `n01440764_tench.jpg` says, or undefined. */
export function classFromName(name: string): string | undefined {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return NUMBERED_NAME.exec(file)?.[1] ?? synsetOf(file);
}

/** The class folder of a path such as `cat/summer/1.jpg`: the first folder, or undefined for a file at the top. */
export function classFromFolder(name: string): string | undefined {
  const end = name.indexOf('/');
  return end === -1 ? undefined : name.slice(0, end);
}

/**
 * Finds out whether a folder's photos are labeled by class folders or by file names: by names where every photo has a
 * numbered name and they lie in at most one folder (`train/cat.1.jpg`), by folders where photos lie in folders, else
 * by names.
 */
export function labelOrigin(names: readonly string[]): LabelOrigin {
  const folders = new Set(names.map(classFromFolder));
  if (folders.size <= 1 && names.every(name => classFromName(name) !== undefined)) {
    return 'name';
  }
  return names.some(name => name.includes('/')) ? 'folder' : 'name';
}

/**
 * The class of a photo where the class names are known: the nearest folder above it that means one of them, else what
 * its own name says; see `labelFinder` for what means a class. What means none of them is returned as it is, for the
 * caller to report.
 */
export function classAmong(name: string, classes: readonly string[], find: LabelFinder): string | undefined {
  const folders = name.split('/').slice(0, -1);
  const folder = folders.findLast(candidate => find(candidate) !== undefined);
  const own = folder ?? classFromName(name) ?? classFromFolder(name);
  return own === undefined ? undefined : (classes[find(own) ?? -1] ?? own);
}
