import {show} from '../../core/check';
import type {TarFile} from './scan-tar.node.js';
import {shardError} from './shard-error';

/** A photo in a shard, with its label. */
export interface ShardSample {
  /** Path in the archive without the ending: WebDataset's `__key__`. */
  key: string;
  /** The encoded photo. */
  photo: TarFile;
  /** Content of the `.cls` file: position of the class. */
  label: number;
}

/** What {@link samplesOf} finds. */
export interface ShardSamples {
  samples: ShardSample[];
  /** Entries without a photo or without a label. */
  skipped: {name: string; reason: string}[];
}

const PHOTO = /^(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp)$/;
const LABEL = 'cls';

/** The key and the ending of a file in a shard: the name up to the first dot of its last part, and what follows it. */
export function splitKey(name: string): {key: string; ending: string} | undefined {
  const [, key, ending] = /^((?:.*\/)?[^./]+)\.([^/]+)$/s.exec(name) ?? [];
  return key === undefined || ending === undefined ? undefined : {key, ending: ending.toLowerCase()};
}

/** Whether a file of a shard holds a label. */
export function isLabelFile(name: string): boolean {
  return splitKey(name)?.ending === LABEL;
}

/**
 * Groups the files of a shard as WebDataset does: those of one key are one sample. Of each, the first photo and the label
 * are used, and other fields are ignored.
 *
 * @throws bad-data for a label that is no number.
 */
export function samplesOf(files: readonly TarFile[], shard: string): ShardSamples {
  const groups = new Map<string, {photo?: TarFile; label?: number}>();
  for (const file of files) {
    const found = splitKey(file.name);
    if (found === undefined) {
      continue;
    }
    const group = groups.get(found.key) ?? {};
    groups.set(found.key, group);
    if (found.ending === LABEL) {
      group.label = labelOf(file, shard);
    } else if (PHOTO.test(found.ending)) {
      group.photo ??= file;
    }
  }
  const samples: ShardSample[] = [];
  const skipped: ShardSamples['skipped'] = [];
  for (const [key, {photo, label}] of groups) {
    if (photo !== undefined && label !== undefined) {
      samples.push({key, photo, label});
    } else if (photo !== undefined || label !== undefined) {
      const missing = photo === undefined ? 'photo' : `label (${key}.${LABEL})`;
      skipped.push({name: photo?.name ?? key, reason: `The shard has no ${missing} for this key.`});
    }
  }
  return {samples, skipped};
}

function labelOf({name, text, size}: TarFile, shard: string): number {
  if (text === undefined || !/^\s*\d{1,9}\s*$/.test(text)) {
    throw shardError(shard, {
      problem: `the label ${show(name)} is no number of a class.`,
      expected: 'an integer from 0, as text',
      received: text === undefined ? `${size} bytes` : show(text),
      fix: 'write the number of the class into each .cls file',
    });
  }
  return Number(text);
}
