import {labelFinder, labelPrefixFinder, synsetOf} from '../core/match-labels';

/** Source of the labels: class folders or file names. */
export type LabelOrigin = 'folder' | 'name';

/** Matches `cat.123.jpg`: a class, a number, an extension. */
const NUMBERED_NAME = /^([^.]+)\.\d+\.[^.]+$/;

/** Returns the class in a file name such as `cat.123.jpg` or `n01440764_tench.jpg`, or undefined. */
export function classFromName(name: string): string | undefined {
  const file = fileOf(name);
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
 * Makes the function that returns the class of each of the photos where the class names are known: the nearest folder
 * above it that matches a class, see `labelFinder`; else the class that its file name begins with, see
 * `labelPrefixFinder`, but not in a folder beside class folders, which is another class. A numbered name or a folder
 * that matches no class is returned as it is, for the caller to report; undefined where there is none.
 *
 * @example
 * const classOf = classAmong(['dog', 'cat'], ['train/cat/1.jpg', 'Dog (3).jpg', 'train/bird/cat.jpg']);
 * [classOf('train/cat/1.jpg'), classOf('Dog (3).jpg'), classOf('train/bird/cat.jpg')]; // ['cat', 'dog', 'bird']
 */
export function classAmong(
  classes: readonly string[],
  names: readonly string[],
): (name: string) => string | undefined {
  const find = labelFinder(classes);
  const findPrefix = labelPrefixFinder(classes);
  const indexIn = (folders: readonly string[]): number =>
    folders.findLastIndex(folder => find(folder) !== undefined);
  const withClassFolders = new Set<string>();
  for (const name of names) {
    const folders = foldersOf(name);
    const index = indexIn(folders);
    if (index >= 0) {
      withClassFolders.add(folders.slice(0, index).join('/'));
    }
  }
  return name => {
    const folders = foldersOf(name);
    const folder = folders[indexIn(folders)];
    if (folder !== undefined) {
      return classes[find(folder) ?? -1];
    }
    const said = classFromName(name);
    const sibling = folders.find((_, i) => withClassFolders.has(folders.slice(0, i).join('/')));
    const position =
      (said === undefined ? undefined : find(said)) ??
      (sibling === undefined ? findPrefix(fileOf(name)) : undefined);
    return position === undefined ? (said ?? sibling ?? classFromFolder(name)) : classes[position];
  };
}

function foldersOf(name: string): string[] {
  return name.split('/').slice(0, -1);
}

function fileOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
