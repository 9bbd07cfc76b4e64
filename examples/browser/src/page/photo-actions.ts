import type {Remote} from 'comlink';
import type {TrainerRunData} from 'tfjs-alexnet/worker';
import type {PhotoReader} from '../protocol';
import {isZip, unpackZips} from '../zip/unpack-zips';
import {sortByClass, type DroppedFile} from './dropped-files';
import {inOrder} from './in-order';
import {clearErrors, newBucket, type Bucket, type Photo, type State} from './state';
import {NOTHING_DROPPED, numbered, sentence} from './wording';

/** The actions on classes and their photos. */
export class PhotoActions {
  readonly #state: State;
  readonly #reader: Remote<PhotoReader>;
  readonly #update: () => void;
  #nextId = 1;

  constructor(state: State, reader: Remote<PhotoReader>, update: () => void) {
    this.#state = state;
    this.#reader = reader;
    this.#update = update;
  }

  addBucket(): void {
    const {buckets} = this.#state;
    let number = buckets.length + 1;
    while (buckets.some(({name}) => name === `class ${number}`)) {
      number += 1;
    }
    buckets.push(newBucket(`class ${number}`));
    this.#update();
  }

  removeBucket(bucket: Bucket): void {
    for (const photo of [...bucket.photos, ...bucket.validation]) {
      this.#forget(photo);
    }
    this.#state.buckets = this.#state.buckets.filter(other => other !== bucket);
    this.#update();
  }

  renameBucket(bucket: Bucket, name: string): void {
    bucket.name = name;
    this.#update();
  }

  removePhoto(bucket: Bucket, photo: Photo): void {
    this.#forget(photo);
    bucket.photos = bucket.photos.filter(other => other !== photo);
    bucket.validation = bucket.validation.filter(other => other !== photo);
    this.#update();
  }

  #forget(photo: Photo): void {
    URL.revokeObjectURL(photo.url);
    if (this.#state.look?.photo === photo) {
      this.#state.look = undefined;
    }
  }

  /** Reads a photo; rejects if it cannot be decoded. */
  async keep(file: File): Promise<Photo> {
    const {thumbnail, fingerprint} = await this.#reader.read(file, file.name);
    return {id: this.#nextId++, name: file.name, file, url: URL.createObjectURL(thumbnail), fingerprint};
  }

  /** Shows the photos of a saved training in place of those that are there. */
  async restore(classes: readonly string[], {training, validation}: TrainerRunData): Promise<void> {
    const buckets = classes.map(newBucket);
    for (const [set, where] of [
      [training, 'photos'],
      [validation, 'validation'],
    ] as const) {
      for (const [at, image] of (set?.images ?? []).entries()) {
        const [label, name] = [set?.labels[at] ?? 0, set?.names[at] ?? ''];
        const file = await this.#reader.encode(image);
        buckets[label]?.[where].push({
          id: this.#nextId++,
          name,
          file,
          url: URL.createObjectURL(file),
          fingerprint: `saved/${where}/${at}`,
        });
      }
    }
    for (const bucket of [...this.#state.buckets]) {
      this.removeBucket(bucket);
    }
    this.#state.buckets = buckets;
    this.#update();
  }

  /**
   * Adds files to a class, and lists the files that cannot be read. A photo that is already in a class is not added again:
   * otherwise a training photo could also be a validation photo.
   */
  async add(bucket: Bucket, dropped: readonly DroppedFile[], where: 'photos' | 'validation'): Promise<void> {
    clearErrors(this.#state, 'photos', 'training');
    bucket.rejected = dropped.length === 0 ? [NOTHING_DROPPED] : [];
    const files = await this.#unpacked(dropped, bucket.rejected, true);
    bucket.pending += files.length;
    this.#update();
    /** Names of photos that were added before, by class. */
    const repeated = new Map<Bucket, string[]>();
    const taken = new Set<string>();
    await inOrder(
      files,
      async ({file}) => {
        try {
          const photo = await this.keep(file);
          const home = taken.has(photo.fingerprint) ? bucket : this.#bucketOf(photo);
          taken.add(photo.fingerprint);
          if (home === undefined && this.#state.buckets.includes(bucket)) {
            return photo;
          }
          this.#forget(photo);
          if (home !== undefined) {
            repeated.set(home, [...(repeated.get(home) ?? []), file.name]);
          }
        } catch (error) {
          bucket.rejected.push(sentence(error));
        }
        return undefined;
      },
      (photo, later) => {
        if (photo !== undefined) {
          const at = later === undefined ? -1 : bucket[where].indexOf(later);
          bucket[where].splice(at < 0 ? bucket[where].length : at, 0, photo);
        }
        bucket.pending -= 1;
        this.#update();
      },
    );
    for (const [{name}, names] of repeated) {
      const which = names.length === 1 ? `${names[0]} is` : `${numbered(names.length, 'photo')} are`;
      bucket.rejected.unshift(`${which} already in the class ${name}.`);
    }
    this.#update();
  }

  /** The files with the photos of zips in their place. Adds sentences about zips that are not opened to `said`. */
  async #unpacked(
    files: readonly DroppedFile[],
    said: string[],
    forOneClass: boolean,
  ): Promise<readonly DroppedFile[]> {
    const zips = files.filter(({file}) => isZip(file));
    if (zips.length === 0) {
      return files;
    }
    this.#state.opening = zips.map(({file}) => file.name).join(', ');
    this.#update();
    const {files: unpacked, problems} = await unpackZips(files, {forOneClass});
    said.push(...problems);
    this.#state.opening = undefined;
    this.#update();
    return unpacked;
  }

  #bucketOf({fingerprint}: Photo): Bucket | undefined {
    return this.#state.buckets.find(({photos, validation}) =>
      [...photos, ...validation].some(other => other.fingerprint === fingerprint),
    );
  }

  /** Sorts files into classes by folder or file name (`cat/1.jpg`, `cat.1.jpg`), and adds the missing classes. */
  async sort(dropped: readonly DroppedFile[]): Promise<void> {
    clearErrors(this.#state, 'photos');
    const said: string[] = [];
    const files = await this.#unpacked(dropped, said, false);
    const {byClass, unknown, others} = sortByClass(files);
    if (others.length > 0) {
      said.push(
        others.length === 1
          ? `${others[0]} was skipped: it is not a photo.`
          : `${others.length} files were skipped: they are not photos.`,
      );
    }
    if (unknown > 0) {
      said.push(
        `${unknown} of ${numbered(files.length, 'file')} ${unknown === 1 ? 'has' : 'have'} no class in the folder or file name (cat/1.jpg, cat.1.jpg). Drop such photos into a class.`,
      );
    }
    const {buckets} = this.#state;
    const untouched = buckets.every(({photos, validation}) => photos.length + validation.length === 0);
    if (untouched && byClass.size > 0) {
      this.#state.buckets = buckets.filter(({name}) => byClass.has(name));
    }
    const filled = [...byClass].map(([name, group]) => {
      let bucket = this.#state.buckets.find(other => other.name === name);
      if (bucket === undefined) {
        bucket = newBucket(name);
        this.#state.buckets.push(bucket);
      }
      return {bucket, group};
    });
    for (const {bucket, group} of filled) {
      await this.add(bucket, group, 'photos');
    }
    if (said.length > 0) {
      this.#state.errors.photos = said.join(' ');
    }
    this.#update();
  }
}
