import {show} from '../../core/check';
import {sha256Of} from '../../disk/digest.node.js';
import {openSealed} from '../../disk/sealed-json.node.js';
import {AlexNetError} from '../../errors';
import type {SkippedPhoto} from '../image-source';
import type {PackedPhoto} from '../photo-list';
import {httpStore, type HttpStoreOptions} from './http-store.node.js';
import {inOrder} from './in-order';
import {scanTar} from './scan-tar.node.js';
import {shardError} from './shard-error';
import {
  INDEX_NAME,
  parseShardContents,
  parseShardsIndex,
  type IndexedPhoto,
  type ShardRecord,
} from './shard-index';
import {parseShardLocation} from './shard-location.node.js';
import {isLabelFile, samplesOf} from './shard-samples';
import {folderStore, listShards, type ShardStore} from './shard-store.node.js';

/** Options of {@link openShards}. */
export interface OpenShardsOptions extends HttpStoreOptions {
  signal?: AbortSignal | undefined;
}

/** A photo of shards, with the position of its class. */
export interface OpenedSample {
  file: string;
  name: string;
  label: number;
  packed: PackedPhoto;
}

/** The photos of shards before classes are chosen. */
export interface OpenedShards {
  /** Class names that the index tells. */
  classes: readonly string[] | undefined;
  samples: OpenedSample[];
  skipped: SkippedPhoto[];
  /** Digest of the index; without one, of the digests of all shards. */
  checksum: string;
}

/** Indices of shards that are fetched at a time. */
const INDICES_AT_ONCE = 8;

/**
 * Lists the photos of shards and checks the shards: in a folder all their bytes, on a server the index, which has a digest
 * of each photo.
 */
export async function openShards(location: string, options: OpenShardsOptions = {}): Promise<OpenedShards> {
  const {place, isAddress, names} = parseShardLocation(location);
  const store = isAddress ? await httpStore(place, options) : folderStore(place);
  const {signal} = options;
  const text = names === undefined ? await store.readText(INDEX_NAME, signal) : undefined;
  if (text !== undefined) {
    return openIndexed(store, text, signal);
  }
  const listed = names ?? (isAddress ? [] : await listShards(place));
  if (listed.length === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `shards ${show(location)}`,
      problem: 'there is neither an index nor a shard.',
      expected: isAddress
        ? `${store.pathOf(INDEX_NAME)}, or an address such as http://host/train-{000000..000099}.tar`
        : `${INDEX_NAME}, or files that end in .tar`,
      received: show(location),
      fix: 'write shards with alexnet shards, or name the place where they are',
    });
  }
  return openForeign(store, listed, signal);
}

/** Shards of `writeShards`. */
async function openIndexed(
  store: ShardStore,
  text: string,
  signal: AbortSignal | undefined,
): Promise<OpenedShards> {
  const path = store.pathOf(INDEX_NAME);
  const index = parseShardsIndex(parseJson(text, path), path);
  const {shardlist, classes} = index;
  const found: OpenedShards = {
    classes,
    samples: [],
    skipped: [...index.skipped],
    checksum: sha256Of(text),
  };
  const seen = new Set<string>();
  const counts = classes.map(() => 0);
  let before = 0;
  const contents = inOrder(0, shardlist.length, store.isRemote ? INDICES_AT_ONCE : 1, async position => {
    const record = shardlist[position];
    return record === undefined ? [] : indexedPhotos(store, record, classes.length, signal);
  });
  let position = 0;
  for await (const photos of contents) {
    const record = shardlist[position++];
    if (record === undefined) {
      break;
    }
    for (const photo of photos) {
      if (seen.has(photo.name)) {
        throw shardError(path, {
          problem: `the photo ${show(photo.name)} is in two shards, or twice in one.`,
          expected: 'each photo once',
          received: `again in ${record.url}`,
        });
      }
      seen.add(photo.name);
      counts[photo.label] = (counts[photo.label] ?? 0) + 1;
      found.samples.push(sampleOf(store, record, before, photo));
    }
    before += record.filesize;
  }
  if (counts.some((count, label) => count !== index.counts[label])) {
    throw shardError(path, {
      problem: 'the labels in the shards are not those that the index counts.',
      expected: `${index.counts.join(', ')} photos of the classes`,
      received: counts.join(', '),
    });
  }
  return found;
}

async function indexedPhotos(
  store: ShardStore,
  record: ShardRecord,
  classes: number,
  signal: AbortSignal | undefined,
): Promise<IndexedPhoto[]> {
  const path = store.pathOf(record.index);
  const text = await store.readText(record.index, signal);
  if (text === undefined) {
    throw shardError(path, {
      problem: 'the index of a shard is missing.',
      expected: `${record.index} beside ${record.url}`,
      received: 'no such file',
    });
  }
  const {photos} = parseShardContents(parseJson(text, path), path, record, classes);
  if (!store.isRemote) {
    await requireSameShard(store, record, photos, signal);
  }
  return photos;
}

/** Compares every byte and every entry of a shard with its index. */
async function requireSameShard(
  store: ShardStore,
  {url, filesize, sha256}: ShardRecord,
  photos: readonly IndexedPhoto[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const shard = store.pathOf(url);
  const bytes = await store.sizeOf(url, signal);
  if (bytes !== filesize) {
    throw shardError(shard, {
      problem: bytes < filesize ? 'it is cut short.' : 'it is longer than its index says.',
      expected: `${filesize} bytes`,
      received: `${bytes} bytes`,
      fix: 'copy or download it again, with the index that was written with it',
    });
  }
  const scan = await scanTar(store.chunks(url, bytes, signal), {shard, bytes, isText: isLabelFile, signal});
  if (scan.sha256 !== sha256) {
    throw shardError(shard, {
      problem: 'its content does not fit its checksum: it was damaged or changed.',
      expected: `sha256 ${sha256}`,
      received: `sha256 ${scan.sha256}`,
      fix: 'copy or download it again, with the index that was written with it',
    });
  }
  const found = new Map(samplesOf(scan.files, shard).samples.map(sample => [sample.key, sample]));
  const wrong = photos.find(({key, label, offset, size, sha256: digest}) => {
    const sample = found.get(key);
    return (
      sample?.label !== label ||
      sample.photo.offset !== offset ||
      sample.photo.size !== size ||
      sample.photo.sha256 !== digest
    );
  });
  if (wrong !== undefined || found.size !== photos.length) {
    throw shardError(shard, {
      problem: 'its photos are not those that its index lists.',
      expected: `${photos.length} photos${wrong === undefined ? '' : `, among them ${show(wrong.key)}`}`,
      received: `${found.size} photos${wrong === undefined ? '' : ', that one missing or another'}`,
    });
  }
}

/** Shards of another program: everything is found by reading them. */
async function openForeign(
  store: ShardStore,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<OpenedShards> {
  const found: OpenedShards = {classes: undefined, samples: [], skipped: [], checksum: ''};
  const digests: string[] = [];
  let before = 0;
  for (const url of names) {
    const shard = store.pathOf(url);
    const bytes = await store.sizeOf(url, signal);
    const scan = await scanTar(store.chunks(url, bytes, signal), {shard, bytes, isText: isLabelFile, signal});
    const {samples, skipped} = samplesOf(scan.files, shard);
    found.skipped.push(...skipped.map(({name, reason}) => ({file: `${shard}/${name}`, reason})));
    for (const {photo, label} of samples) {
      // Two shards may use the same keys.
      const name = `${url}/${photo.name}`;
      found.samples.push(
        sampleOf(store, {url, filesize: bytes}, before, {...photo, name, label}, photo.name),
      );
    }
    digests.push(`${url} ${scan.sha256}`);
    before += bytes;
  }
  return {...found, checksum: sha256Of(digests.join('\n'))};
}

function sampleOf(
  store: ShardStore,
  {url, filesize}: Pick<ShardRecord, 'url' | 'filesize'>,
  before: number,
  {name, label, offset, size, sha256}: Omit<IndexedPhoto, 'key'>,
  shown = name,
): OpenedSample {
  return {
    file: `${store.pathOf(url)}/${shown}`,
    name,
    label,
    packed: {
      bytes: size,
      sha256,
      position: before + offset,
      place: {path: store.pathOf(url), bytes: filesize, offset},
      isRemote: store.isRemote,
      read: async signal => {
        const bytes = await store.read({name: url, bytes: filesize, offset, length: size}, signal);
        const actual = sha256Of(bytes);
        if (actual !== sha256) {
          throw shardError(store.pathOf(url), {
            problem: `the photo ${show(name)} does not fit its checksum: the shard was damaged or changed.`,
            expected: `sha256 ${sha256}`,
            received: `sha256 ${actual}`,
            fix: 'copy, download or upload the shard again, with the index that was written with it',
          });
        }
        return bytes;
      },
    },
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return openSealed(JSON.parse(text), path);
  } catch (cause) {
    const {problem, expected, received} =
      cause instanceof AlexNetError
        ? cause
        : {problem: 'the index is not JSON.', expected: 'JSON', received: show(text.slice(0, 60))};
    throw shardError(path, {problem, expected, received, cause});
  }
}
