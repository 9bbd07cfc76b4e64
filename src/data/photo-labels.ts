import {synsetOf, type LabelFinder} from '../core/match-labels';

/** Source of the labels: class folders or file names. */
export type LabelOrigin = 'folder' | 'name';

/** Matches `cat.123.jpg`: a class, a number, an extension. */
const NUMBERED_NAME = /^([^.]+)\.\d+\.[^.]+$/;

/** Returns the class in a file name such as `cat.123.jpg` or `n01440764_tench.jpg`, or undefined. */
export function classFromName(name: string): string | undefined {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return NUMBERED_NAME.exec(file)?.[1] ?? synsetOf(file);
}

/** Returns the class folder of a path such as `cat/summer/1.jpg`: the first folder, or undefined for a file at the top. */
export function classFromFolder(name: string): string | undefined {
  const end = name.indexOf('/');
  return end === -1 ? undefined : name.slice(0, end);
}

/**
 * Returns whether a folder's photos are labeled by class folders or by file names: by names where every photo has a
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
 * Returns the class of a photo if the class names are known: the nearest folder above it that matches a class, else the
 * class in its file name; see `labelFinder` for what matches a class. A name that matches no class is returned as it
 * is, for the caller to report.
 */
export function classAmong(name: string, classes: readonly string[], find: LabelFinder): string | undefined {
  const folders = name.split('/').slice(0, -1);
  const folder = folders.findLast(candidate => find(candidate) !== undefined);
  const own = folder ?? classFromName(name) ?? classFromFolder(name);
  return own === undefined ? undefined : (classes[find(own) ?? -1] ?? own);
}
