import {readdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {checksFor} from '../core/check';
import {makeDirectory} from '../disk/make-directory.node.js';
import {AlexNetError} from '../errors';
import {ioError, removeStaleTemporaries, syncDirectory, temporaryPath} from '../disk/atomic-file.node.js';
import {
  compareCheckpoints,
  type Checkpoint,
  type CheckpointSink,
  type CheckpointSummary,
} from '../training/checkpoint';
import {
  readCheckpointFiles,
  readCheckpointRecord,
  writeCheckpointFiles,
  type CheckpointRecord,
} from './checkpoint-files.node.js';
import {DirectoryLock} from '../disk/directory-lock.node.js';

/** Options of {@link CheckpointStore.open}. */
export interface CheckpointStoreOptions {
  /** How many of the best checkpoints stay beside the last one. ≥ 1. Default 4. */
  keepBest?: number;
  /** Takes no lock and cleans nothing up; then `commit` is an error. Default false. */
  readOnly?: boolean;
  /** Called with a warning for each damaged checkpoint that is skipped. Default: console.warn. */
  onWarning?: (message: string) => void;
}

interface StoredCheckpoint {
  directory: string;
  record: CheckpointRecord;
}

/**
 * Checkpoints on disk that survive a kill at any moment: `<directory>/checkpoints/step-NNNNNNNN/`.
 *
 * A checkpoint is written into a temporary directory, forced to the disk and renamed, so that a directory named
 * `step-…` is complete; loading verifies every byte against its sha256. Which one is the best is read from the
 * checkpoints themselves: there is no index file that could disagree with them. The last one and the best
 * `keepBest` stay.
 *
 * Pitfall: one process at a time may write a directory; call `close()` when done. A killed process needs no cleanup.
 *
 * @example
 * const store = await CheckpointStore.open('runs/cats');
 * await model.fit(images, labels, {
 *   epochs: 10,
 *   callbacks: {
 *     onEpochEnd: async (epoch, logs) =>
 *       store.commit({
 *         step: epoch + 1,
 *         metrics: {validationAccuracy: logs.val_acc},
 *         weights: await readModelWeights(model),
 *         optimizer: [],
 *         state: {epoch},
 *       }),
 *   },
 * });
 * const best = await store.load('best');
 * writeModelWeights(model, best.weights);
 * await store.close();
 */
export class CheckpointStore implements CheckpointSink {
  /** Where the checkpoints lie. */
  readonly directory: string;
  readonly #keepBest: number;
  readonly #lock: DirectoryLock | undefined;
  readonly #warn: (message: string) => void;
  /** Steps with damaged files; they are never loaded, and removed after the next commit. */
  readonly #damaged = new Set<string>();

  private constructor(directory: string, lock: DirectoryLock | undefined, options: CheckpointStoreOptions) {
    const {keepBest = 4, onWarning = console.warn} = options;
    this.directory = directory;
    this.#lock = lock;
    this.#keepBest = checksFor('CheckpointStore').integer('keepBest', keepBest, 1);
    this.#warn = onWarning;
  }

  /** Opens (and makes, where it is missing) the store of a run directory and takes its lock. */
  static async open(runDirectory: string, options: CheckpointStoreOptions = {}): Promise<CheckpointStore> {
    const directory = join(runDirectory, 'checkpoints');
    if (options.readOnly === true) {
      return new CheckpointStore(directory, undefined, options);
    }
    const lock = await DirectoryLock.acquire(runDirectory);
    try {
      const store = new CheckpointStore(directory, lock, options);
      await makeDirectory(directory);
      // With the lock no other process writes here: all temporary directories were left by a killed one.
      await store.#rescue();
      await removeStaleTemporaries(directory, {all: true});
      return store;
    } catch (error) {
      await lock.release();
      throw ioError(`opening ${directory}`, error);
    }
  }

  /**
   * Writes a checkpoint; when this returns it is on the disk for good. Then those that are neither the last nor among
   * the best are removed. If the disk is full, an `io` error is thrown and everything is as before.
   */
  async commit(checkpoint: Checkpoint): Promise<void> {
    const step = checksFor('CheckpointStore.commit').integer('step', checkpoint.step);
    if (this.#lock === undefined) {
      throw new AlexNetError({
        code: 'bad-state',
        where: 'CheckpointStore.commit',
        problem: 'this store was opened for reading.',
        received: 'readOnly = true',
        fix: 'open it without readOnly',
      });
    }
    const path = this.#pathOf(step);
    const temporary = temporaryPath(path);
    const stored = await this.#readAll();
    try {
      await writeCheckpointFiles(temporary, checkpoint, stored);
      await this.#lock.requireHeld();
      // A directory cannot be renamed over another: the one of an earlier try at the same step is removed first.
      if (stored.some(other => other.directory === path) || this.#damaged.has(path)) {
        const old = temporaryPath(path);
        await rename(path, old);
        await rename(temporary, path);
        await rm(old, {recursive: true, force: true});
      } else {
        await rename(temporary, path);
      }
      await syncDirectory(this.directory);
    } catch (error) {
      await rm(temporary, {recursive: true, force: true});
      throw ioError(`writing the checkpoint of step ${step} in ${this.directory}`, error);
    }
    this.#damaged.delete(path);
    await this.#prune(path);
  }

  /** The checkpoints that are there, from the first step to the last. Weights are not read, so not verified. */
  async list(): Promise<CheckpointSummary[]> {
    return (await this.#readAll()).map(({record: {step, metrics}}) => ({step, metrics}));
  }

  /** The `state` of the last checkpoint; undefined where there is none. Weights are not read. */
  async lastState(): Promise<unknown> {
    return (await this.#readAll()).at(-1)?.record.state;
  }

  /** The checkpoint whose weight file has this digest, if one has. Its files are not read. */
  async withWeights(sha256: string): Promise<CheckpointSummary | undefined> {
    return (await this.#readAll()).find(({record}) => record.weights.sha256 === sha256)?.record;
  }

  /**
   * Loads and verifies a checkpoint: the last, the best by validation accuracy, or that of a step.
   *
   * If its files are damaged, `onWarning` is called and the next in order is loaded: the one before the last, the
   * second best. A step named by number has no replacement: then it throws.
   *
   * @returns undefined when there is no checkpoint.
   */
  async load(which: 'last' | 'best' | number = 'last'): Promise<Checkpoint | undefined> {
    if (typeof which === 'number') {
      return this.#loadStep(which);
    }
    const order = (await this.#readAll()).reverse();
    if (which === 'best') {
      order.sort((a, b) => compareCheckpoints(a.record, b.record));
    }
    for (const {directory} of order) {
      try {
        return await readCheckpointFiles(directory);
      } catch (error) {
        this.#passOver(directory, error);
      }
    }
    if (this.#damaged.size > 0) {
      throw new AlexNetError({
        code: 'bad-weights',
        where: `CheckpointStore ${this.directory}`,
        problem: 'every checkpoint is damaged.',
        expected: 'at least one complete checkpoint',
        received: `${this.#damaged.size} damaged: ${[...this.#damaged].join(', ')}`,
        fix: 'restore the directory from a copy, or start the run anew in another directory',
      });
    }
    return undefined;
  }

  /** Releases the directory for another process. */
  async close(): Promise<void> {
    await this.#lock?.release();
  }

  /** Where the weights of a step lie on the disk. */
  weightsPath(step: number): string {
    return join(this.#pathOf(step), 'weights.bin');
  }

  #pathOf(step: number): string {
    return join(this.directory, `step-${String(step).padStart(8, '0')}`);
  }

  async #loadStep(step: number): Promise<Checkpoint> {
    const known = await this.list();
    if (!known.some(summary => summary.step === step)) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `CheckpointStore ${this.directory}`,
        problem: `there is no checkpoint of step ${step}.`,
        expected: `one of the steps ${known.map(summary => summary.step).join(', ')}`,
        received: `step = ${step}`,
        fix: "choose one of these, 'last' or 'best'",
      });
    }
    return readCheckpointFiles(this.#pathOf(step));
  }

  /** Every whole state.json in the order of steps; damaged ones are said and passed over. */
  async #readAll(): Promise<StoredCheckpoint[]> {
    let names: string[];
    try {
      names = await readdir(this.directory);
    } catch (error) {
      const failure = ioError(`reading ${this.directory}`, error);
      if (this.#lock === undefined && failure.message.includes('ENOENT')) {
        return [];
      }
      throw failure;
    }
    const stored: StoredCheckpoint[] = [];
    for (const name of names.filter(candidate => /^step-\d{8,}$/.test(candidate))) {
      const directory = join(this.directory, name);
      if (this.#damaged.has(directory)) {
        continue;
      }
      try {
        stored.push({directory, record: await readCheckpointRecord(directory)});
      } catch (error) {
        this.#passOver(directory, error);
      }
    }
    return stored.sort((a, b) => a.record.step - b.record.step);
  }

  /** Renames back a complete checkpoint whose process was killed between two renames. */
  async #rescue(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      const final = /^\.tmp-\d+-\d+-(step-\d{8,})$/.exec(name)?.[1];
      if (final === undefined || (await readdir(this.directory)).includes(final)) {
        continue;
      }
      try {
        await readCheckpointFiles(join(this.directory, name));
      } catch {
        // Half-written or half-removed: not a checkpoint.
        continue;
      }
      await rename(join(this.directory, name), join(this.directory, final));
    }
  }

  #passOver(directory: string, error: unknown): void {
    // A newer version or an error of the disk is not damage: deleting would do harm.
    if (!(error instanceof AlexNetError) || error.code !== 'bad-weights') {
      throw error;
    }
    this.#damaged.add(directory);
    this.#warn(`${error.message}\n  The checkpoint ${directory} is passed over; the one before it is used.`);
  }

  async #prune(justWritten: string): Promise<void> {
    const stored = await this.#readAll();
    const best = [...stored]
      .filter(({record}) => record.metrics.validationAccuracy !== undefined)
      .sort((a, b) => compareCheckpoints(a.record, b.record))
      .slice(0, this.#keepBest);
    const kept = new Set([...best, ...stored.slice(-1)].map(({directory}) => directory)).add(justWritten);
    const surplus = stored.map(({directory}) => directory).filter(directory => !kept.has(directory));
    for (const directory of [...surplus, ...this.#damaged]) {
      // Renamed first: a kill in the middle of the removal must not leave half a directory under a good name.
      const doomed = temporaryPath(directory);
      await rename(directory, doomed);
      await rm(doomed, {recursive: true, force: true});
      this.#damaged.delete(directory);
    }
  }
}
