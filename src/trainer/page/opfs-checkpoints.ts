/**
 * Checkpoints in the origin private file system, which cannot rename: each is one new file,
 *
 *     step-00000100-7.checkpoint     4 bytes: length of the head
 *                                    head: {sha256, body}: step, metrics, state, and of both parts names, shapes, sha256
 *                                    model weights, then the state of the optimizer, float32
 *
 * and the 7 counts up, so that no file is ever written over. Earlier ones are removed when the new one is on the disk. A tab
 * that is closed meanwhile leaves a file that is too short or has another digest, and the one before it.
 */
import {checksFor} from '../../core/check';
import {packArrays, unpackArrays, type PackedArrayEntry} from '../../core/named-array';
import {AlexNetError} from '../../errors';
import {
  compareCheckpoints,
  type Checkpoint,
  type CheckpointMetrics,
  type CheckpointSummary,
} from '../../training/checkpoint';
import type {CheckpointShelf} from '../run-storage';
import {sha256Of} from '../sha256';
import {isNotFound, writeOpfsFile, type OpfsDirectory} from './opfs';
import {opfsError} from './opfs-error';

const VERSION = 1;
const LENGTH_BYTES = 4;
const NAME = /^step-(\d{8,})-(\d+)\.checkpoint$/;

interface PartRecord {
  bytes: number;
  sha256: string;
  arrays: PackedArrayEntry[];
}

interface Head {
  version: number;
  step: number;
  metrics: CheckpointMetrics;
  weights: PartRecord;
  optimizer: PartRecord;
  state: unknown;
}

/** A checkpoint whose head is whole, in a file of the right size. */
interface Stored {
  name: string;
  count: number;
  head: Head;
  /** Where the weights begin. */
  start: number;
}

export interface OpfsCheckpointsOptions {
  /** How many of the best checkpoints stay beside the last one. ≥ 1. Default 1: the space of a page is limited. */
  keepBest?: number;
  /** Called with a warning for each damaged checkpoint that is skipped. Default: console.warn. */
  onWarning?: (message: string) => void;
}

export class OpfsCheckpoints implements CheckpointShelf {
  readonly #directory: OpfsDirectory;
  readonly #keepBest: number;
  readonly #warn: (message: string) => void;
  /** Files that were reported as damaged. */
  readonly #damaged = new Set<string>();

  constructor(
    directory: OpfsDirectory,
    {keepBest = 1, onWarning = console.warn}: OpfsCheckpointsOptions = {},
  ) {
    this.#directory = directory;
    this.#keepBest = checksFor('OpfsCheckpoints').integer('keepBest', keepBest, 1);
    this.#warn = onWarning;
  }

  /**
   * Writes a checkpoint; when this returns it is on the disk. Then those that are neither the last nor among the best are
   * removed. Where the space is used up, an `io` error is thrown and everything is as before.
   */
  async commit({step, metrics, weights, optimizer, state}: Checkpoint): Promise<void> {
    checksFor('OpfsCheckpoints.commit').integer('step', step);
    const [first, second] = [packArrays(weights), packArrays(optimizer)];
    const recordOf = async ({bytes, entries}: typeof first): Promise<PartRecord> => ({
      bytes: bytes.length,
      sha256: await sha256Of(bytes),
      arrays: entries,
    });
    const head: Head = {
      version: VERSION,
      step,
      metrics,
      weights: await recordOf(first),
      optimizer: await recordOf(second),
      state,
    };
    const body = JSON.stringify(head);
    const text = new TextEncoder().encode(`{"sha256":"${await sha256Of(body)}","body":${body}}`);
    const length = new Uint8Array(LENGTH_BYTES);
    new DataView(length.buffer).setUint32(0, text.length);
    const count = 1 + Math.max(0, ...(await this.#names()).map(name => Number(NAME.exec(name)?.[2])));
    const name = `step-${String(step).padStart(8, '0')}-${count}.checkpoint`;
    try {
      await writeOpfsFile(this.#directory, name, [length, text, first.bytes, second.bytes]);
    } catch (error) {
      await this.#directory.removeEntry(name).catch(() => undefined);
      throw opfsError(`writing the checkpoint of step ${step}`, error);
    }
    await this.#prune(name);
  }

  async list(): Promise<CheckpointSummary[]> {
    return (await this.#readAll()).map(({head: {step, metrics}}) => ({step, metrics}));
  }

  /** Loads and verifies a checkpoint. If it is damaged, `onWarning` is called and the next in order is loaded. */
  async load(which: 'last' | 'best' | number = 'last'): Promise<Checkpoint | undefined> {
    const all = (await this.#readAll()).reverse();
    const order = typeof which === 'number' ? all.filter(({head}) => head.step === which) : all;
    if (which === 'best') {
      order.sort((a, b) => compareCheckpoints(a.head, b.head));
    }
    for (const stored of order) {
      const checkpoint = await this.#read(stored);
      if (checkpoint !== undefined) {
        return checkpoint;
      }
    }
    if (typeof which === 'number' || this.#damaged.size > 0) {
      throw this.#noneLeft(which, all);
    }
    return undefined;
  }

  async #names(): Promise<string[]> {
    const names: string[] = [];
    for await (const [name] of this.#directory.entries()) {
      if (NAME.test(name)) {
        names.push(name);
      }
    }
    return names;
  }

  /** Every checkpoint with a whole head, from the first step to the last. */
  async #readAll(): Promise<Stored[]> {
    const found: Stored[] = [];
    for (const name of await this.#names()) {
      const stored = this.#damaged.has(name) ? undefined : await this.#readHead(name);
      if (stored !== undefined) {
        found.push(stored);
      }
    }
    found.sort((a, b) => a.head.step - b.head.step || a.count - b.count);
    // Of two with one step the later replaces the earlier.
    return found.filter(({head}, i) => head.step !== found[i + 1]?.head.step);
  }

  async #readHead(name: string): Promise<Stored | undefined> {
    const file = await this.#fileOf(name);
    if (file === undefined) {
      return undefined;
    }
    const prefix = new DataView(await file.slice(0, LENGTH_BYTES).arrayBuffer());
    const start = LENGTH_BYTES + (prefix.byteLength === LENGTH_BYTES ? prefix.getUint32(0) : Infinity);
    const head = start > file.size ? undefined : await openHead(await file.slice(LENGTH_BYTES, start).text());
    if (head === undefined || file.size !== start + head.weights.bytes + head.optimizer.bytes) {
      // The tab was closed while it was written: not a checkpoint.
      return undefined;
    }
    if (head.version !== VERSION) {
      throw new AlexNetError({
        code: 'unsupported',
        where: name,
        problem: 'this checkpoint was written by another version of the library.',
        expected: `checkpoint version ${VERSION}`,
        received: `checkpoint version ${String(head.version)}`,
        fix: 'use the version of tfjs-alexnet that wrote it',
      });
    }
    return {name, count: Number(NAME.exec(name)?.[2]), head, start};
  }

  async #read({name, head, start}: Stored): Promise<Checkpoint | undefined> {
    const file = await this.#fileOf(name);
    const middle = start + head.weights.bytes;
    const ranges = [
      [head.weights, start, middle],
      [head.optimizer, middle, middle + head.optimizer.bytes],
    ] as const;
    const parts = [];
    for (const [record, from, to] of ranges) {
      const bytes = new Uint8Array((await file?.slice(from, to).arrayBuffer()) ?? new ArrayBuffer());
      if ((await sha256Of(bytes)) !== record.sha256) {
        this.#damaged.add(name);
        this.#warn(`checkpoint ${name}: its bytes have changed. It is skipped; the one before it is used.`);
        return undefined;
      }
      parts.push(unpackArrays(bytes, record.arrays, name));
    }
    const [weights = [], optimizer = []] = parts;
    return {step: head.step, metrics: head.metrics, weights, optimizer, state: head.state};
  }

  async #fileOf(name: string): Promise<Blob | undefined> {
    try {
      return await (await this.#directory.getFileHandle(name)).getFile();
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw opfsError(`reading ${name}`, error);
    }
  }

  /** Removes what is neither the last checkpoint, nor among the best, nor the one just written. */
  async #prune(justWritten: string): Promise<void> {
    const stored = await this.#readAll();
    const best = stored
      .filter(({head}) => head.metrics.validationAccuracy !== undefined)
      .sort((a, b) => compareCheckpoints(a.head, b.head))
      .slice(0, this.#keepBest);
    const kept = new Set([...best, ...stored.slice(-1)].map(({name}) => name)).add(justWritten);
    for (const name of (await this.#names()).filter(candidate => !kept.has(candidate))) {
      await this.#directory.removeEntry(name);
      this.#damaged.delete(name);
    }
  }

  #noneLeft(which: string | number, all: readonly Stored[]): AlexNetError {
    const steps = all.map(({head}) => head.step).join(', ');
    return typeof which === 'number' && !all.some(({head}) => head.step === which)
      ? new AlexNetError({
          code: 'bad-state',
          where: 'OpfsCheckpoints',
          problem: `there is no checkpoint of step ${which}.`,
          expected: `one of the steps ${steps}`,
          received: `step = ${which}`,
          fix: "choose one of these, 'last' or 'best'",
        })
      : new AlexNetError({
          code: 'bad-weights',
          where: 'OpfsCheckpoints',
          problem: 'every checkpoint is damaged.',
          expected: 'at least one complete checkpoint',
          received: `${this.#damaged.size} damaged: ${[...this.#damaged].join(', ')}`,
          fix: 'remove the run and start it anew',
        });
  }
}

async function openHead(text: string): Promise<Head | undefined> {
  try {
    const {sha256, body} = JSON.parse(text) as {sha256: unknown; body?: Head};
    return sha256 === (await sha256Of(JSON.stringify(body ?? null))) ? body : undefined;
  } catch {
    return undefined;
  }
}
