import type {Dirent} from 'node:fs';
import {readdir, realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {describeSystemError} from '../disk/describe-system-error.node.js';
import {AlexNetError} from '../errors';
import type {SkippedPhoto} from './image-source';

/** Options of {@link listFiles}. */
export interface ListFilesOptions {
  /** Function to name in errors. */
  where: string;
  /** Names of folders that are listed even where they are those of a system. */
  keep?: readonly string[];
}

/** The files of a directory. */
export interface ListedFiles {
  /** Paths inside the directory, with '/', sorted by code unit. */
  names: string[];
  /** Entries that cannot be listed, and links to directories that are listed under another name. */
  skipped: SkippedPhoto[];
}

/** Folders that systems and their tools make beside photos: trash, thumbnails, snapshots. In lower case. */
const SYSTEM_FOLDERS = new Set([
  '__macosx',
  'lost+found',
  '$recycle.bin',
  'recycler',
  'recycled',
  'system volume information',
  '#recycle',
  '#snapshot',
  'network trash folder',
  'temporary items',
  'thevolumesettingsfolder',
  '~snapshot',
  'ipod photo cache',
  '_gsdata_',
]);

/** Whether a folder belongs to a system and not to a collection of photos: a hidden one, `@eaDir`, `__MACOSX` and so on. */
export function isSystemFolder(name: string): boolean {
  return /^[.@]/.test(name) || /^found\.\d{3}$/i.test(name) || SYSTEM_FOLDERS.has(name.toLowerCase());
}

/**
 * Lists the files of a directory and of those inside it, without hidden files and the folders of systems.
 *
 * Links are followed and each directory is listed once: under its own path where it is inside the directory, whatever
 * the names of the links to it; else under the link that is nearest to the top, then first by name.
 */
export async function listFiles(directory: string, options: ListFilesOptions): Promise<ListedFiles> {
  const {where, keep = []} = options;
  const names: string[] = [];
  const skipped: SkippedPhoto[] = [];
  const pathOf = new Map<string, string>();
  let links: string[] = [];

  /** Lists a directory and the real ones in it. Links to directories wait until all real ones are known. */
  const visit = async (inside: string): Promise<void> => {
    const real = await realpath(join(directory, inside));
    const known = pathOf.get(real);
    if (known !== undefined) {
      // A link to a folder that it lies in is a loop: nothing is left out.
      if (known !== '' && !inside.startsWith(`${known}/`)) {
        const reason = `It is the same directory as ${JSON.stringify(known)}, and is listed under that name.`;
        skipped.push({file: join(directory, inside), reason});
      }
      return;
    }
    pathOf.set(real, inside);
    const entries = await readdir(join(directory, inside), {withFileTypes: true});
    for (const entry of entries.sort(byName)) {
      if (keep.includes(entry.name) || !entry.name.startsWith('.')) {
        await visitEntry(entry, inside === '' ? entry.name : `${inside}/${entry.name}`);
      }
    }
  };
  const visitEntry = async (entry: Dirent, name: string): Promise<void> => {
    try {
      const kind = entry.isSymbolicLink() ? await stat(join(directory, name)) : entry;
      if (kind.isFile()) {
        names.push(name);
      } else if (!kind.isDirectory()) {
        skipped.push({file: join(directory, name), reason: 'It is neither a file nor a directory.'});
      } else if (keep.includes(entry.name) || !isSystemFolder(entry.name)) {
        await (entry.isSymbolicLink() ? links.push(name) : visit(name));
      }
    } catch (error) {
      skipped.push({file: join(directory, name), reason: describeSystemError(error)});
    }
  };

  try {
    await visit('');
  } catch (cause) {
    throw cannotList(where, cause);
  }
  while (links.length > 0) {
    const round = links.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
    links = [];
    for (const name of round) {
      try {
        await visit(name);
      } catch (error) {
        skipped.push({file: join(directory, name), reason: describeSystemError(error)});
      }
    }
  }
  return {names: names.sort(), skipped};
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function depthOf(name: string): number {
  return name.split('/').length;
}

function cannotList(where: string, cause: unknown): AlexNetError {
  const {code = ''} = cause as NodeJS.ErrnoException;
  const problems: Partial<Record<string, string>> = {
    ENOENT: 'there is no such directory.',
    ENOTDIR: 'this is a file, no directory.',
    EACCES: 'you may not read this directory.',
  };
  const fixes: Partial<Record<string, string>> = {
    ENOTDIR: 'pass the directory that the photos lie in',
    EACCES: 'allow it: chmod -R u+rX DIR, or run as its owner',
  };
  return new AlexNetError({
    code: code === 'ENOENT' || code === 'ENOTDIR' ? 'bad-data' : 'io',
    where,
    problem: problems[code] ?? 'the directory cannot be listed.',
    expected: 'a directory of photos',
    received: describeSystemError(cause),
    fix: fixes[code] ?? 'check the spelling of the path, and that you may read it',
    cause,
  });
}
