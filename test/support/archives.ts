/** Small archives, good and hostile, made in a test. */
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {zipSync, type Zippable} from 'fflate';
import {Header} from 'tar/header';
import type {DataSetFile, PublishedDataSet} from '../../src/presets/data-sets';

/** A file, folder or link of an archive. */
export interface Entry {
  name: string;
  content?: Uint8Array | string;
  /** A link to this path. */
  link?: string;
}

/** Attributes of a zip entry that make a link of it in Unix. */
const LINK_ATTRIBUTES = 0o120777 * 2 ** 16;

export function makeZip(entries: readonly Entry[]): Uint8Array {
  const files: Zippable = {};
  for (const {name, content = '', link} of entries) {
    files[name] =
      link === undefined ? Buffer.from(content) : [Buffer.from(link), {os: 3, attrs: LINK_ATTRIBUTES}];
  }
  return zipSync(files);
}

export function makeTarGz(entries: readonly Entry[]): Uint8Array {
  const blocks = entries.flatMap(({name, content = '', link}) => {
    const bytes = Buffer.from(content);
    const header = new Header({
      path: name,
      mode: 0o644,
      size: link === undefined ? bytes.length : 0,
      mtime: new Date(0),
      type: link !== undefined ? 'SymbolicLink' : name.endsWith('/') ? 'Directory' : 'File',
      ...(link === undefined ? {} : {linkpath: link}),
    });
    const block = Buffer.alloc(512);
    header.encode(block);
    return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** The record of a file that these bytes are. */
export function fileOf(name: string, bytes: Uint8Array, ...origins: string[]): DataSetFile {
  return {
    name,
    urls: origins.map(origin => `${origin}/${name}`),
    digest: {algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex')},
    bytes: bytes.length,
  };
}

/** A data set of photos in a zip archive, as dogs-vs-cats is one. */
export function photoSet(zip: Uint8Array, ...origins: string[]): PublishedDataSet {
  return {
    name: 'pets',
    holds: 'photos',
    kind: 'photos',
    files: [fileOf('pets.zip', zip, ...origins)],
    archive: {
      format: 'zip',
      folders: {'PetImages/Cat': 'cat', 'PetImages/Dog': 'dog'},
      extensions: ['.jpg'],
      maxBytes: 2 ** 20,
    },
    license: 'none',
    source: 'https://pets.invalid/',
  };
}

/** A data set of binary files in a compressed tar archive, as cifar10 is one. */
export function binarySet(archive: Uint8Array, ...origins: string[]): PublishedDataSet {
  return {
    name: 'tiny',
    holds: 'images',
    kind: 'images',
    files: [fileOf('tiny.tar.gz', archive, ...origins)],
    archive: {
      format: 'tar.gz',
      folders: {'tiny-bin': ''},
      extensions: ['.bin', '.txt'],
      maxBytes: 2 ** 20,
    },
    license: 'none',
    source: 'https://tiny.invalid/',
  };
}
