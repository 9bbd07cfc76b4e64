/** Origin of the bytes of a partial file, with which the rest is requested. */
export interface FileOrigin {
  url: string;
  /** ETag (a strong one) or date of the file there. */
  validator?: string;
}

/** A file that is not whole yet. What was appended survives the end of the program. */
export interface PartialFile {
  /** Bytes that are there. */
  readonly size: number;
  readonly origin: FileOrigin | undefined;
  /** The bytes that are there, in pieces. */
  content(): AsyncIterable<Uint8Array>;
  /** Drops all bytes. */
  restart(origin: FileOrigin): Promise<void>;
  /** Adds bytes behind those that are there. */
  append(bytes: Uint8Array): Promise<void>;
  /** Makes it the file of its key, at once and as a whole. */
  commit(): Promise<void>;
  /** Lets go of it; bytes stay. Harmless after `commit`. */
  close(): Promise<void>;
}

/** Arguments of {@link WeightStore.exclusive}. */
export interface ExclusiveOptions {
  signal?: AbortSignal;
  /** Called when somebody else is at work on the same file. */
  onWait?: () => void;
}

/** Keeps downloaded files by key. Keys are `name/file`, of letters, digits, dots, dashes and underscores. */
export interface WeightStore {
  /** Place of the file of a key, for messages. */
  locate(key: string): string;
  /** The file in pieces; undefined where there is none. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The partial file; empty where there is none. */
  openPartial(key: string): Promise<PartialFile>;
  /** Runs `work` while nobody else runs theirs for the same key, in this program or another. */
  exclusive<T>(key: string, work: () => Promise<T>, options?: ExclusiveOptions): Promise<T>;
}
