import {readdir} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import {INDEX_NAME} from './shard-index';

/** More shards than any data set has: ImageNet-21k in shards of 16 MB has 80,000. */
const MAX_SHARDS = 1_000_000;

/** Where shards are, and which. */
export interface ShardLocation {
  /** Directory, or address that ends in `/`. */
  place: string;
  isAddress: boolean;
  /** File names of the shards, where they are named; else the index or the directory lists them. */
  names: string[] | undefined;
}

/** Whether a place of photos is an address on the web. */
export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/**
 * Whether a place holds shards and not photos: an address, names that end in `.tar`, or a directory with an index or with
 * nothing but shards.
 */
export async function holdsShards(place: string): Promise<boolean> {
  if (isAddress(place) || place.endsWith('.tar') || basename(place) === INDEX_NAME) {
    return true;
  }
  // A directory that cannot be listed is reported where its photos are listed.
  const names = (await readdir(place).catch(() => [])).filter(name => !name.startsWith('.'));
  return (
    names.includes(INDEX_NAME) ||
    (names.some(name => name.endsWith('.tar')) && names.every(name => /\.(tar|json|txt|md|idx)$/.test(name)))
  );
}

/** Reads a place: `shards`, `shards/shards.json`, `shards/train-{0000..0099}.tar`, or an address of one of these kinds. */
export function parseShardLocation(place: string): ShardLocation {
  const isWeb = isAddress(place);
  const isNames = place.endsWith('.tar');
  const isIndex = isWeb ? place.endsWith(`/${INDEX_NAME}`) : basename(place) === INDEX_NAME;
  const split = isNames || isIndex;
  const folder = !split ? place : isWeb ? place.slice(0, place.lastIndexOf('/')) : dirname(place);
  const last = isWeb ? place.slice(place.lastIndexOf('/') + 1) : basename(place);
  return {
    place: isWeb ? `${folder.replace(/\/+$/, '')}/` : folder,
    isAddress: isWeb,
    names: isNames ? expandBraces(last, place) : undefined,
  };
}

/** The names that WebDataset's notation `train-{0000..0099}.tar` means. */
function expandBraces(name: string, place: string): string[] {
  const match = /^(.*?)\{(\d+)\.\.(\d+)\}(.*)$/.exec(name);
  const [, before = '', from = '', to = '', after = ''] = match ?? [];
  if (match === null) {
    return [name];
  }
  const count = Number(to) - Number(from) + 1;
  const rest = expandBraces(after, place);
  if (!(count >= 1 && count * rest.length <= MAX_SHARDS)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `shards ${show(place)}`,
      problem: 'the braces mean no shard, or too many.',
      expected: `from 1 to ${MAX_SHARDS} shards, as in {0000..0099}`,
      received: `{${from}..${to}}`,
      fix: 'write the first and the last number',
    });
  }
  return Array.from({length: count}, (_, i) => String(Number(from) + i).padStart(from.length, '0')).flatMap(
    number => rest.map(end => `${before}${number}${end}`),
  );
}
