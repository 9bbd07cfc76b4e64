// @ts-check
import {copyFile, mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {TEMPLATES_FOLDER} from './templates.mjs';

/** Why nothing was written. */
export class CannotCreate extends Error {
  /**
   * @param {string} message Ends before the line to type.
   * @param {string} folder A folder to name in that line.
   */
  constructor(message, folder) {
    super(message);
    this.folder = folder;
  }
}

/** Entries of a folder that count as none: what `git init` and systems leave. */
const IGNORED = ['.git', '.DS_Store'];

/**
 * Throws where a project must not be written to a folder: it exists and is not empty, or it is a file.
 *
 * @param {string} folder
 */
export async function refuseTaken(folder) {
  const entries = await readdir(folder).catch(error => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw new CannotCreate(
      error.code === 'ENOTDIR'
        ? `${folder} is a file. Choose another name:`
        : `${folder} cannot be read (${error.code}). Allow it (chmod u+rwx ${folder}), or choose another name:`,
      `${folder}-app`,
    );
  });
  const kept = entries.filter(name => !IGNORED.includes(name));
  if (kept.length > 0) {
    throw new CannotCreate(
      `${folder === '.' ? 'This folder' : folder} is not empty (${kept.length} entries, the first is ${kept.sort()[0]}), and nothing in it is overwritten. ` +
        'Name a new folder:',
      'my-app',
    );
  }
}

/**
 * Copies the folders of a template to a folder, under the name of the folder.
 *
 * @param {import('./templates.mjs').Template} template
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function writeProject({folders}, folder) {
  await refuseTaken(folder);
  for (const source of folders.map(name => join(TEMPLATES_FOLDER, name))) {
    for (const inside of await filesIn(source)) {
      const from = join(source, inside);
      // npm publishes no file of the name .gitignore.
      const to = join(folder, inside.replace(/_gitignore$/, '.gitignore'));
      await mkdir(dirname(to), {recursive: true});
      if (inside === 'package.json') {
        const manifest = {...JSON.parse(await readFile(from, 'utf8')), name: packageName(folder)};
        await writeFile(to, `${JSON.stringify(manifest, null, 2)}\n`);
      } else {
        await copyFile(from, to);
      }
    }
  }
}

/**
 * Paths of all files of a folder, relative to it. Folder by folder: where Yarn runs this program from a zip, a recursive
 * `readdir` knows no `parentPath`.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesIn(folder) {
  const entries = await readdir(folder, {withFileTypes: true});
  const parts = entries.map(async entry =>
    entry.isDirectory()
      ? (await filesIn(join(folder, entry.name))).map(inside => join(entry.name, inside))
      : [entry.name],
  );
  return (await Promise.all(parts)).flat();
}

/**
 * A name that npm accepts, from the path of a folder.
 *
 * @param {string} folder
 * @returns {string}
 */
export function packageName(folder) {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z\d._~-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '');
  return name === '' || name === 'node_modules' ? 'alexnet-app' : name.slice(0, 214);
}
