import {AlexNetError} from '../../errors';
import {downloadFile, type DownloadFileOptions} from './download-file';
import type {MakeHasher} from './hasher';
import {matchesDigest} from './match-digest';
import type {RemoteFile} from './request-rest';
import type {WeightStore} from '../stores/weight-store';

/** Progress of the work on a file. */
export interface DownloadProgress {
  /** Reading what is in the cache, or downloading. */
  phase: 'check' | 'download';
  /** Bytes that were read or have arrived, those of an earlier attempt included. */
  done: number;
  /** Length of the file, where it is known. */
  total?: number;
}

/** Origin of a file: the cache, the network, or the network because the one in the cache was damaged. */
export type FileProvenance = 'cache' | 'download' | 'repair';

/** Options of {@link ensureFile}. */
export interface EnsureFileOptions extends Omit<DownloadFileOptions, 'onProgress'> {
  onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Makes sure that the store holds a file with the expected digest: a stored file is read and checked each time, and
 * downloaded if it is missing or damaged. A damaged file stays until the intact one replaces it.
 */
export async function ensureFile(
  file: RemoteFile,
  key: string,
  store: WeightStore,
  options: EnsureFileOptions,
): Promise<FileProvenance> {
  const {signal, onProgress, onNote} = options;
  const found = await checkStored(file, key, store, options);
  if (found === 'whole') {
    return 'cache';
  }
  if (found === 'damaged') {
    onNote?.(`${file.name}: ${store.locate(key)} is damaged; downloading it again`);
  }
  let waited = false;
  return store.exclusive(
    key,
    async () => {
      // Whoever was at work before has probably done it.
      if (waited && (await checkStored(file, key, store, options)) === 'whole') {
        return 'cache';
      }
      const part = await store.openPartial(key);
      try {
        if (part.size > 0) {
          onNote?.(`${file.name}: resuming after the ${part.size} bytes that are there`);
        }
        await downloadFile(file, part, {
          ...options,
          onProgress: (done, total) => {
            onProgress?.({phase: 'download', done, total});
          },
        });
        await part.commit();
      } finally {
        await part.close();
      }
      return found === 'damaged' ? 'repair' : 'download';
    },
    {
      signal,
      onWait: () => {
        waited = true;
        onNote?.(`${file.name}: another program is downloading it; waiting`);
      },
    },
  );
}

async function checkStored(
  file: RemoteFile,
  key: string,
  store: WeightStore,
  {
    makeHasher,
    signal,
    onProgress,
  }: {
    makeHasher: MakeHasher;
    signal?: AbortSignal;
    onProgress?: (progress: DownloadProgress) => void;
  },
): Promise<'whole' | 'damaged' | 'missing'> {
  const content = await store.read(key);
  if (content === undefined) {
    return 'missing';
  }
  const hasher = makeHasher(file.digest.algorithm);
  let done = 0;
  for await (const bytes of content) {
    signal?.throwIfAborted();
    hasher.update(bytes);
    done += bytes.length;
    onProgress?.({phase: 'check', done, total: file.bytes});
  }
  return matchesDigest(file.digest, hasher.hex()) ? 'whole' : 'damaged';
}

/** The bytes of a file in a store as one array. */
export async function readStored(key: string, store: WeightStore): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of (await store.read(key)) ?? []) {
    pieces.push(bytes);
    length += bytes.length;
  }
  if (length === 0) {
    throw new AlexNetError({
      code: 'io',
      where: store.locate(key),
      problem: 'the file was there a moment ago and is gone.',
      fix: 'load it again, and do not empty the cache in between',
    });
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
