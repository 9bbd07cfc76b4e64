import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {writeFileAtomic} from '../../disk/atomic-file.node.js';
import {sha256Of} from '../../disk/digest.node.js';
import {sealJson} from '../../disk/sealed-json.node.js';
import type {Photo} from '../photo-list';
import {entryBytes, ShardFile} from './shard-file.node.js';
import {contentsName, type ShardContents} from './shard-index';

/** A photo to pack. */
export interface EncodedPhoto {
  /** Its place in the order of all photos. */
  position: number;
  photo: Photo;
  /** Undefined for a photo that cannot be read. */
  jpeg: Uint8Array | undefined;
}

/** Arguments of {@link ShardWriter.create}. */
export interface ShardWriterArgs {
  out: string;
  shardBytes: number;
  /** Number of the shard, from 0. */
  number: number;
  /** Position of its first photo. */
  first: number;
  plan: string;
}

/** Writes one shard and its index. */
export class ShardWriter {
  readonly #args: ShardWriterArgs;
  readonly #shard: string;
  readonly #file: ShardFile;
  readonly #photos: ShardContents['photos'] = [];
  readonly #skipped: ShardContents['skipped'] = [];

  private constructor(args: ShardWriterArgs, shard: string, file: ShardFile) {
    this.#args = args;
    this.#shard = shard;
    this.#file = file;
  }

  /** Begins a shard, and removes an earlier one of its name. */
  static async create(args: ShardWriterArgs): Promise<ShardWriter> {
    const {out, number} = args;
    const shard = shardName(number);
    await rm(join(out, shard), {force: true});
    await rm(join(out, contentsName(shard)), {force: true});
    return new ShardWriter(args, shard, await ShardFile.create(join(out, shard)));
  }

  /** Whether one more photo fits into the size; the first one always does. */
  fits({jpeg, photo}: EncodedPhoto): boolean {
    const more = jpeg === undefined ? 0 : entryBytes(jpeg.length) + entryBytes(String(photo.label).length);
    return this.#photos.length === 0 || this.#file.bytes + more <= this.#args.shardBytes;
  }

  /** Adds a photo, or lists it as skipped. */
  async add({position, photo, jpeg}: EncodedPhoto): Promise<void> {
    const {name, label} = photo;
    if (jpeg === undefined) {
      this.#skipped.push(name);
      return;
    }
    // A dot would end the key.
    const key = String(position).padStart(9, '0');
    const [offset = 0] = await this.#file.add([
      {name: `${key}.jpg`, content: jpeg},
      {name: `${key}.cls`, content: Buffer.from(String(label))},
    ]);
    this.#photos.push({key, name, label, offset, size: jpeg.length, sha256: sha256Of(jpeg)});
  }

  /** Ends the shard, whose next one begins with the photo at `next`. */
  async finish(next: number): Promise<ShardContents> {
    const {bytes, sha256} = await this.#file.finish();
    const contents: ShardContents = {
      plan: this.#args.plan,
      shard: this.#shard,
      bytes,
      shardSha256: sha256,
      first: this.#args.first,
      next,
      photos: this.#photos,
      skipped: this.#skipped,
    };
    const path = join(this.#args.out, contentsName(this.#shard));
    // The index first: so a shard without one was written by another program, and is never overwritten.
    await writeFileAtomic(path, `${sealJson(contents)}\n`);
    await this.#file.publish();
    return contents;
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#file.discard();
  }
}

/** File name of a shard. */
export function shardName(number: number): string {
  return `shard-${String(number).padStart(6, '0')}.tar`;
}
