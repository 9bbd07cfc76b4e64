import type {CheckpointSink, CheckpointSummary} from '../training/checkpoint';

/** A store of checkpoints that tells which it has. */
export interface CheckpointShelf extends CheckpointSink {
  /** The checkpoints that are there, from the first step to the last. Weights are not verified. */
  list(): Promise<CheckpointSummary[]>;
}

/** One saved run. */
export interface RunFolder {
  readonly checkpoints: CheckpointShelf;
  /** Bytes of a file; undefined where there is none. */
  readFile(name: string): Promise<Uint8Array | undefined>;
  /** Writes a file; when this returns it is saved for good. A kill may leave it incomplete. */
  writeFile(name: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Where a trainer saves its runs: a folder of the disk, or of the origin private file system. */
export interface RunStorage {
  names(): Promise<string[]>;
  /** Opens a run, and makes it where it is missing. One trainer at a time may have it open, unless `readOnly`. */
  open(name: string, options: {readOnly: boolean}): Promise<RunFolder>;
  /** Removes a run, if it is there. */
  remove(name: string): Promise<void>;
}
