import {wrap} from 'comlink';
import {classOf, type DroppedFile} from '../page/dropped-files';
import type {UnpackedPhotos, ZipMethods} from './zip-worker';

/** Larger files do not fit into the memory of a tab. */
const MAX_BYTES = 1e9;
/** A zip that takes longer than this is built to take long. */
const TIMEOUT_MS = 60_000;

export interface UnpackedFiles {
  /** The files, with the photos of each zip in its place. */
  files: DroppedFile[];
  /** A sentence about each zip that was not opened, and about each damaged photo. */
  problems: string[];
}

export function isZip({name}: File): boolean {
  return /\.(zip|tm)$/i.test(name);
}

/**
 * Replaces each zip by its photos. With `forOneClass`, a zip that contains several classes is not opened: all would become
 * photos of one class.
 */
export async function unpackZips(
  files: readonly DroppedFile[],
  {forOneClass = false} = {},
): Promise<UnpackedFiles> {
  const result: UnpackedFiles = {files: [], problems: []};
  for (const dropped of files) {
    if (!isZip(dropped.file)) {
      result.files.push(dropped);
      continue;
    }
    const {name} = dropped.file;
    try {
      const {photos, problems} = await unpack(dropped.file);
      const classes = new Set(photos.map(({path}) => classOf(path)));
      if (forOneClass && classes.size > 1) {
        throw new Error(
          `${name} contains photos of ${classes.size} classes. Open it above the classes, where photos are sorted by name.`,
        );
      }
      result.files.push(...photos);
      result.problems.push(...problems);
    } catch (error) {
      result.problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return result;
}

async function unpack(file: File): Promise<UnpackedPhotos> {
  if (file.size > MAX_BYTES) {
    throw new Error(`${file.name} is not opened: it is larger than ${MAX_BYTES / 1e9} GB.`);
  }
  const worker = new Worker(new URL('./zip-worker.ts', import.meta.url), {type: 'module', name: 'zip'});
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      wrap<ZipMethods>(worker).unpack(file, file.name),
      new Promise<never>((_, reject) => {
        worker.onerror = () => {
          reject(new Error(`${file.name} could not be unpacked: there is not enough memory.`));
        };
        timer = setTimeout(() => {
          reject(new Error(`${file.name} is not opened: unpacking it takes too long.`));
        }, TIMEOUT_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
