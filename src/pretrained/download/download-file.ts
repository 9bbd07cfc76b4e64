/**
 * A file from the network into a {@link PartialFile}, whatever happens on the way.
 *
 * Bytes that have arrived are kept: after a broken connection, and in the next program, only the rest is asked for. The server
 * is told which file the rest should be of (`If-Range`), and sends the whole of another one; a server that
 * ignores ranges sends the whole, too. All bytes go through one digest, which decides in the end, so that nothing that
 * a server says has to be believed.
 */
import {AlexNetError} from '../../errors';
import type {Hasher, MakeHasher} from './hasher';
import {delay, Interruption, waitBeforeRetry} from './interruption';
import {matchesDigest} from './match-digest';
import type {RemoteResponse} from './remote-response';
import {requestRest, type RemoteFile, type RequestOptions, type RestReceiver} from './request-rest';
import type {FileOrigin, PartialFile} from '../stores/weight-store';

/** Options of {@link downloadFile}. */
export interface DownloadFileOptions extends RequestOptions {
  /** Attempts after the first that may fail one after the other. */
  retries: number;
  /** Most bytes of a file whose length is not known before. */
  maxBytes: number;
  makeHasher: MakeHasher;
  /** Waits before another attempt. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  onProgress?: (received: number, total: number | undefined) => void;
  /** Told what goes wrong and is tried again. */
  onNote?: (text: string) => void;
}

/** An interrupted attempt that got this many bytes further counts as a success: a bad line gets through in the end. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * Completes `part` to the file that `file` describes; the caller commits it.
 *
 * @throws io if the network or the store fails, with all that arrived kept; bad-weights when it is another file,
 * with nothing kept; the signal's reason when stopped.
 */
export async function downloadFile(
  file: RemoteFile,
  part: PartialFile,
  options: DownloadFileOptions,
): Promise<void> {
  for (let pass = 0; ; pass++) {
    const download = await Download.begin(file, part, options);
    await download.run();
    const computed = download.hex();
    if (matchesDigest(file.digest, computed)) {
      return;
    }
    await part.restart({url: file.url});
    if (pass > 0 || !download.isPatched) {
      const {algorithm, hex, isPrefix = false} = file.digest;
      throw new AlexNetError({
        code: 'bad-weights',
        where: `download of ${file.name}`,
        problem: 'the file that arrived is another one than was published.',
        expected: `${algorithm} ${hex}${isPrefix ? '…' : ''}`,
        received: `${algorithm} ${computed} from ${file.url}`,
        fix: 'try again later or from another mirror; nothing of it was kept',
      });
    }
    options.onNote?.(`${file.name}: the pieces do not fit together; downloading it anew`);
  }
}

class Download implements RestReceiver {
  readonly #file: RemoteFile;
  readonly #part: PartialFile;
  readonly #options: DownloadFileOptions;
  #hasher: Hasher;
  /** Length that the server last spoke of. */
  #total: number | undefined;
  /** Whether it is made of the bytes of more than one request. */
  isPatched = false;

  private constructor(file: RemoteFile, part: PartialFile, options: DownloadFileOptions) {
    this.#file = file;
    this.#part = part;
    this.#options = options;
    this.#total = file.bytes;
    this.#hasher = options.makeHasher(file.digest.algorithm);
  }

  static async begin(file: RemoteFile, part: PartialFile, options: DownloadFileOptions): Promise<Download> {
    const download = new Download(file, part, options);
    if (part.size > (file.bytes ?? options.maxBytes)) {
      await part.restart({url: file.url});
    }
    for await (const bytes of part.content()) {
      options.signal?.throwIfAborted();
      download.#hasher.update(bytes);
    }
    download.isPatched = part.size > 0;
    return download;
  }

  hex(): string {
    return this.#hasher.hex();
  }

  /** Asks until all is there. */
  async run(): Promise<void> {
    const {signal, retries, wait = delay, onNote} = this.#options;
    let furthest = this.#part.size;
    for (let failures = 0; ;) {
      signal?.throwIfAborted();
      if (this.#part.size === this.#file.bytes) {
        return;
      }
      try {
        await requestRest(this.#file, this.#part.size, this.#part.origin, this, this.#options);
        this.#requireAll();
        return;
      } catch (error) {
        if (!(error instanceof Interruption)) {
          throw error;
        }
        failures = this.#part.size - furthest >= PROGRESS_BYTES ? 1 : failures + 1;
        furthest = Math.max(furthest, this.#part.size);
        if (failures > retries) {
          throw this.#brokenOff(error);
        }
        const ms = waitBeforeRetry(failures, error.retryAfterMs);
        onNote?.(`${this.#file.name}: ${error.fields.problem} Trying again in ${ms / 1000} s.`);
        await wait(ms, signal);
      }
    }
  }

  async begin({kind, start, total, validator}: RemoteResponse, origin: FileOrigin): Promise<boolean> {
    const {size, origin: known} = this.#part;
    await this.#requireLength(total);
    if (kind === 'beyond' && total === size) {
      // Stopped between the last byte and the end: all of it is here.
      return false;
    }
    if (kind === 'whole') {
      await this.#restart(origin);
      this.#total = total ?? this.#file.bytes;
      return true;
    }
    const isSame =
      validator === undefined ||
      known?.validator === undefined ||
      known.url !== origin.url ||
      validator === known.validator;
    if (kind === 'beyond' || start !== size || !isSame) {
      await this.#restart({url: origin.url});
      throw new Interruption({
        problem: 'the file on the server has changed.',
        received: `bytes ${start} to … of ${total ?? 'an unknown length'}, asked for ${size} to …`,
      });
    }
    this.isPatched = true;
    this.#total = total ?? this.#total;
    return true;
  }

  async take(bytes: Uint8Array): Promise<void> {
    const most = this.#total ?? this.#options.maxBytes;
    if (this.#part.size + bytes.length > most) {
      await this.#restart({url: this.#file.url});
      throw this.#wrongLength(`at most ${most} bytes`, 'more');
    }
    this.#hasher.update(bytes);
    await this.#part.append(bytes);
    this.#options.onProgress?.(this.#part.size, this.#total);
  }

  async #restart(origin: FileOrigin): Promise<void> {
    await this.#part.restart(origin);
    this.#hasher = this.#options.makeHasher(this.#file.digest.algorithm);
    this.isPatched = false;
  }

  /** Refuses another file by its length, before a byte of it is taken. */
  async #requireLength(total: number | undefined): Promise<void> {
    const {bytes} = this.#file;
    const {maxBytes} = this.#options;
    if (total === undefined || (bytes === undefined ? total <= maxBytes : total === bytes)) {
      return;
    }
    if (bytes === undefined) {
      await this.#restart({url: this.#file.url});
    }
    throw this.#wrongLength(
      bytes === undefined ? `at most ${maxBytes} bytes` : `${bytes} bytes`,
      `${total} bytes`,
    );
  }

  #wrongLength(expected: string, received: string): AlexNetError {
    return new AlexNetError({
      code: 'bad-weights',
      where: `download of ${this.#file.name}`,
      problem: 'the server has another file than was published: its length is wrong.',
      expected,
      received: `${received} from ${this.#file.url}`,
      fix: 'try again later or from another mirror; a login page of the network here may be in between',
    });
  }

  #requireAll(): void {
    const total = this.#total;
    if (total !== undefined && this.#part.size < total) {
      throw new Interruption({
        problem: 'the connection ended before the file did.',
        received: `${this.#part.size} of ${total} bytes`,
      });
    }
  }

  #brokenOff({fields, cause}: Interruption): AlexNetError {
    const {size} = this.#part;
    const kept = size === 0 ? '' : `; the ${size} bytes that arrived are kept`;
    return new AlexNetError({
      code: 'io',
      where: `download of ${this.#file.name}`,
      problem: fields.problem,
      expected: `the file from ${this.#file.url}`,
      received: fields.received,
      fix: `check the network and run it again${kept}; behind a proxy set HTTPS_PROXY, and for another server ALEXNET_WEIGHTS_MIRROR or the option mirror`,
      details: {received: size, total: this.#total},
      cause,
    });
  }
}
