/**
 * The photos in a zip file: what Teachable Machine writes, and zips of folders. Its "Download Samples" is one zip per class, whose name is
 * that of the class; its project (`.tm`) is a zip with a manifest. Every zip is treated as hostile: nothing is unpacked
 * before its paths and its declared sizes are checked, and fflate never writes more than the declared size.
 */
import {buf as crc32} from 'crc-32';
import {unzipSync, type UnzipFileInfo} from 'fflate';
import {zipChecksums} from './zip-checksums';

export interface ZipLimits {
  /** Entries of all kinds. */
  entries: number;
  /** Bytes of all photos together, unpacked. */
  bytes: number;
}

export interface ZippedPhoto {
  /** The class as a folder, and the file name. */
  path: string;
  bytes: Uint8Array;
  /** Media type. */
  type: string;
}

export interface PhotosInZip {
  photos: ZippedPhoto[];
  /** A sentence about each photo that is damaged. */
  problems: string[];
}

const LIMITS: ZipLimits = {entries: 20_000, bytes: 600e6};
/** Labels are in it; a real one has a few thousand characters. */
const MAX_MANIFEST_BYTES = 4e6;

const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  avif: 'image/avif',
};

/** Reads the photos in a zip. Throws an error for users if it is damaged, too large, has none, or leads out of itself. */
export function photosInZip(bytes: Uint8Array, name: string, limits: ZipLimits = LIMITS): PhotosInZip {
  const found = readZip(bytes, name, limits, true);
  if (found.photos.length === 0 && found.problems.length === 0) {
    throw new Error(
      found.isModel
        ? `${name} contains a trained network and no photos. In Teachable Machine, choose Download Samples in the menu of each class.`
        : `${name} contains no photos.`,
    );
  }
  return found;
}

interface Found extends PhotosInZip {
  isModel: boolean;
}

function readZip(bytes: Uint8Array, name: string, limits: ZipLimits, isOuter: boolean): Found {
  const entries = listEntries(bytes, name, limits);
  const photos = entries.filter(({name: path}) => typeOf(path) !== undefined);
  const zips = isOuter ? entries.filter(({name: path}) => /\.zip$/i.test(path)) : [];
  const manifest = entries.find(
    ({name: path, originalSize}) => baseName(path) === 'manifest.json' && originalSize <= MAX_MANIFEST_BYTES,
  );
  const left = limits.bytes - [...photos, ...zips].reduce((sum, entry) => sum + costOf(entry), 0);
  if (left < 0) {
    throw tooLarge(name, limits);
  }
  const wanted = new Set(
    [...photos, ...zips, ...(manifest === undefined ? [] : [manifest])].map(entry => entry.name),
  );
  const files = orDamaged(name, () => unzipSync(bytes, {filter: entry => wanted.has(entry.name)}));
  const checksums = zipChecksums(bytes);
  const isWhole = (path: string): boolean => {
    const file = files[path];
    return file !== undefined && checksums.get(path) === crc32(file);
  };
  const labels = manifest === undefined ? [] : labelsOf(files[manifest.name]);
  const result: Found = {
    photos: [],
    problems: [],
    isModel: entries.some(({name: path}) => /^(model\.json|.*\.(h5|tflite))$/.test(baseName(path))),
  };
  for (const {name: path} of photos) {
    const file = files[path];
    if (file === undefined || !isWhole(path)) {
      result.problems.push(`${baseName(path)} in ${name} is damaged.`);
    } else {
      result.photos.push({
        path: `${classIn(path, labels) ?? classOfZip(name)}/${baseName(path)}`,
        bytes: file,
        type: typeOf(path) ?? '',
      });
    }
  }
  let rest = left;
  for (const {name: path} of zips) {
    const file = files[path];
    if (file === undefined || !isWhole(path)) {
      result.problems.push(`${baseName(path)} in ${name} is damaged.`);
      continue;
    }
    const inner = readZip(file, baseName(path), {...limits, bytes: rest}, false);
    rest -= inner.photos.reduce((sum, photo) => sum + photo.bytes.length, 0);
    result.photos.push(...inner.photos);
    result.problems.push(...inner.problems);
    if (result.photos.length > limits.entries) {
      throw tooMany(name, limits);
    }
  }
  return result;
}

/** The entries that are files of the user, without unpacking any. */
function listEntries(bytes: Uint8Array, name: string, limits: ZipLimits): UnzipFileInfo[] {
  const entries: UnzipFileInfo[] = [];
  let isTooMany = false;
  orDamaged(
    name,
    () =>
      unzipSync(bytes, {
        filter: entry => {
          if (entries.length >= limits.entries) {
            isTooMany = true;
            // Ends fflate's loop, whose count the file states.
            throw new Error('too many entries');
          }
          entries.push(entry);
          return false;
        },
      }),
    () => (isTooMany ? tooMany(name, limits) : undefined),
  );
  const outside = entries.find(({name: path}) => leadsOut(path));
  if (outside !== undefined) {
    throw new Error(`${name} is not opened: its entry ${outside.name} leads out of the zip.`);
  }
  return entries.filter(({name: path}) => !/(^|\/)(__MACOSX\/|\.)/.test(path.replaceAll('\\', '/')));
}

/** Bytes that an entry takes: what is read or what is written. Many entries can share the same bytes of the file. */
function costOf({size, originalSize}: UnzipFileInfo): number {
  return Math.max(size, originalSize);
}

function leadsOut(path: string): boolean {
  const parts = path.split(/[/\\]/);
  return parts.includes('..') || parts[0] === '' || /^[a-z]:/i.test(path);
}

function orDamaged<Result>(name: string, read: () => Result, problem?: () => Error | undefined): Result {
  try {
    return read();
  } catch {
    throw problem?.() ?? new Error(`${name} is not a zip file, or it is damaged.`);
  }
}

function tooLarge(name: string, {bytes}: ZipLimits): Error {
  return new Error(`${name} is not opened: its photos would take more than ${Math.round(bytes / 1e6)} MB.`);
}

function tooMany(name: string, {entries}: ZipLimits): Error {
  return new Error(`${name} is not opened: it has more than ${entries} entries.`);
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function typeOf(path: string): string | undefined {
  return TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
}

/** The class of a photo: its folder, or the label at the beginning of its name; undefined if there is none. */
function classIn(path: string, labels: readonly string[]): string | undefined {
  const base = baseName(path);
  const label = labels.find(text => base.startsWith(text) && /^[^\p{L}\p{N}]/u.test(base.slice(text.length)));
  return label ?? path.split(/[/\\]/).slice(0, -1).at(-1);
}

/** All texts in a manifest, the longest first: the labels are among them, at whatever place this version writes them. */
function labelsOf(bytes: Uint8Array | undefined): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => {
      if (typeof value === 'string' && value !== '' && value.length <= 100) {
        texts.push(value);
      }
      return undefined;
    });
  } catch {
    // Without a manifest the folders are the classes.
  }
  return texts.sort((a, b) => b.length - a.length);
}

/** `Class 1-samples.zip` → `Class 1`; a browser may have added ` (1)`. */
function classOfZip(name: string): string {
  return baseName(name)
    .replace(/\.\w+$/, '')
    .replace(/ ?\(\d+\)$/, '')
    .replace(/-samples$/, '');
}
