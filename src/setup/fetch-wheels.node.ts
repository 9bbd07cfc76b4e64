import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AlexNetError} from '../errors';
import {fileDigest} from '../disk/digest.node.js';
import {lastLines, type RunProcess} from './run-process.node.js';
import type {Wheel} from './tensorflow-release';

/** Options of {@link fetchWheels}. */
export interface FetchWheelsOptions {
  python: string;
  /** Folder for the files; those that are there and whole are not fetched again. */
  directory: string;
  run: RunProcess;
}

/**
 * Fetches wheels by pip, which brings its own settings: mirrors, proxies, certificates, cache. The digest of each is
 * checked by pip and once more here; what is broken is thrown away and fetched again, once, past pip's cache.
 *
 * @returns The files, in the order of the wheels.
 */
export async function fetchWheels(
  wheels: readonly Wheel[],
  {python, directory, run}: FetchWheelsOptions,
): Promise<string[]> {
  await mkdir(directory, {recursive: true});
  let found = await findWheels(wheels, directory);
  let output = '';
  for (const extra of [[], ['--no-cache-dir']]) {
    const missing = wheels.filter(({sha256}) => !found.has(sha256));
    if (missing.length === 0) {
      break;
    }
    const list = join(directory, 'requirements.txt');
    await writeFile(
      list,
      missing.map(({requirement, sha256}) => `${requirement} --hash=sha256:${sha256}\n`).join(''),
    );
    const result = await run(python, [
      ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'],
      ...[
        '--no-deps',
        '--require-hashes',
        '--only-binary',
        ':all:',
        '--dest',
        directory,
        '--requirement',
        list,
      ],
      // The library in the wheel is the same for every Python: the one here need not be of the wheel's version.
      ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none'],
      ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux1_x86_64', ...extra],
    ]);
    ({output} = result);
    found = await findWheels(wheels, directory);
  }
  return wheels.map(({requirement, sha256}) => {
    const file = found.get(sha256);
    if (file === undefined) {
      throw new AlexNetError({
        code: 'io',
        where: 'setup',
        problem: `pip could not fetch ${requirement}.`,
        expected: `a file with the digest ${sha256}`,
        received: lastLines(output),
        fix: 'read the message of pip; when the network or the package index works again, run the setup again',
      });
    }
    return file;
  });
}

/** The whole files by digest; files of wheels that are broken are removed. */
async function findWheels(wheels: readonly Wheel[], directory: string): Promise<Map<string, string>> {
  const known = new Set(wheels.map(({sha256}) => sha256));
  const found = new Map<string, string>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.whl')) {
      continue;
    }
    const file = join(directory, name);
    const digest = await fileDigest(file);
    if (digest !== undefined && known.has(digest)) {
      found.set(digest, file);
    } else {
      await rm(file, {force: true});
    }
  }
  return found;
}
