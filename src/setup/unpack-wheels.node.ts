import {lstat, mkdir, rename, rm, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {AlexNetError} from '../errors';
import {fileDigest} from '../disk/digest.node.js';
import {lastLines, type RunProcess} from './run-process.node.js';
import type {TensorFlowRelease} from './tensorflow-release';

/** Options of {@link unpackWheels}. */
export interface UnpackWheelsOptions {
  python: string;
  /** The wheels' files, in the order of the release. */
  files: readonly string[];
  /** The folder `deps` of tfjs-node; what is there is replaced as a whole, at the end. */
  directory: string;
  run: RunProcess;
}

/** argv: wheel, folder, then pairs of a beginning of paths in the wheel and what it becomes. */
const UNPACK = `
import os, shutil, sys, zipfile
wheel, folder, *pairs = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        for start, becomes in zip(pairs[::2], pairs[1::2]):
            if entry.filename.startswith(start) and not entry.is_dir():
                path = os.path.join(folder, becomes + entry.filename[len(start):])
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with archive.open(entry) as source, open(path, 'wb') as target:
                    shutil.copyfileobj(source, target, 1 << 20)
`;

/** Names under which the binding is linked. */
const LINKS = [
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
] as const;

/** Takes libraries and headers out of wheels, checks them, and puts them in place at one stroke. */
export async function unpackWheels(
  release: TensorFlowRelease,
  {python, files, directory, run}: UnpackWheelsOptions,
): Promise<void> {
  const partial = `${directory}.partial`;
  await rm(partial, {recursive: true, force: true});
  await mkdir(partial, {recursive: true});
  for (const [i, {requirement, parts}] of release.wheels.entries()) {
    const pairs = parts.flatMap(({from, to}) => [from, to]);
    const {code, output} = await run(python, ['-c', UNPACK, files[i] ?? '', partial, ...pairs]);
    if (code !== 0) {
      const isFull = output.includes('No space left');
      throw new AlexNetError({
        code: 'io',
        where: 'setup',
        problem: `${requirement} could not be unpacked.`,
        expected: `room for its libraries in ${directory}`,
        received: lastLines(output),
        fix: isFull
          ? 'free some space on this disk (1 GB; for a GPU 5 GB) and run the setup again'
          : 'run the setup again',
      });
    }
  }
  for (const [link, target] of LINKS) {
    await symlink(target, join(partial, 'lib', link));
  }
  const broken = await brokenLibraries(release, partial);
  if (broken.length > 0) {
    throw new AlexNetError({
      code: 'io',
      where: 'setup',
      problem: 'libraries of TensorFlow are broken after unpacking.',
      expected: 'the digests in the list of the wheel',
      received: broken.join(', '),
      fix: 'check the disk, and run the setup again',
    });
  }
  await rm(directory, {recursive: true, force: true});
  await rename(partial, directory);
}

/** The libraries in a folder `deps` that are missing or not as the release has them. */
export async function brokenLibraries(
  {libraries}: Pick<TensorFlowRelease, 'libraries'>,
  directory: string,
): Promise<string[]> {
  const broken: string[] = [];
  for (const {path, sha256} of libraries) {
    if ((await fileDigest(join(directory, path))) !== sha256) {
      broken.push(path);
    }
  }
  for (const [link] of LINKS) {
    const path = join('lib', link);
    const isThere = await lstat(join(directory, path)).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      broken.push(path);
    }
  }
  return broken;
}
