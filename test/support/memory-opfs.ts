/** An origin private file system in memory, whose tab can be closed before any of its changes. */
import type {OpfsDirectory, OpfsFile, OpfsWriter} from '../../src/trainer/page/opfs';

/** The tab was closed: nothing happens any more. */
export class Closed extends Error {}

function notFound(name: string): Error {
  return Object.assign(new Error(`no ${name}`), {name: 'NotFoundError'});
}

export class MemoryOpfs {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>(['']);
  /** Changes until the tab is closed. */
  changesLeft = Infinity;
  /** Changes so far. */
  changes = 0;
  /** Bytes that fit. */
  capacity = Infinity;

  /** What a page finds after a reload. */
  reopen(): OpfsDirectory {
    this.changesLeft = Infinity;
    return this.root;
  }

  get root(): OpfsDirectory {
    return this.#directory('');
  }

  /** Paths of all files. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Inverts a byte. */
  damage(path: string, at: number): void {
    const bytes = this.#files.get(path)!;
    bytes[at < 0 ? bytes.length + at : at]! ^= 255;
  }

  #change(): void {
    if (this.changesLeft <= 0) {
      throw new Closed('the tab is closed');
    }
    this.changesLeft -= 1;
    this.changes += 1;
  }

  #directory(path: string): OpfsDirectory {
    const inside = (name: string): string => `${path}/${name}`;
    const kindOf = (name: string): 'file' | 'directory' | undefined =>
      this.#files.has(inside(name)) ? 'file' : this.#folders.has(inside(name)) ? 'directory' : undefined;
    return {
      kind: 'directory',
      getDirectoryHandle: async (name, {create = false} = {}) => {
        await Promise.resolve();
        if (!this.#folders.has(inside(name))) {
          if (!create) {
            throw notFound(name);
          }
          this.#change();
          this.#folders.add(inside(name));
        }
        return this.#directory(inside(name));
      },
      getFileHandle: async (name, {create = false} = {}) => {
        await Promise.resolve();
        if (!this.#files.has(inside(name))) {
          if (!create) {
            throw notFound(name);
          }
          this.#change();
          this.#files.set(inside(name), new Uint8Array());
        }
        return this.#file(inside(name));
      },
      removeEntry: async name => {
        await Promise.resolve();
        if (kindOf(name) === undefined) {
          throw notFound(name);
        }
        this.#change();
        for (const known of [...this.#files.keys(), ...this.#folders]) {
          if (known === inside(name) || known.startsWith(`${inside(name)}/`)) {
            this.#files.delete(known);
            this.#folders.delete(known);
          }
        }
      },
      entries: async function* (this: MemoryOpfs): AsyncGenerator<[string, OpfsFile | OpfsDirectory]> {
        await Promise.resolve();
        const names = [...this.#files.keys(), ...this.#folders]
          .filter(known => known.startsWith(`${path}/`) && !known.slice(path.length + 1).includes('/'))
          .map(known => known.slice(path.length + 1));
        for (const name of names) {
          yield [name, kindOf(name) === 'file' ? this.#file(inside(name)) : this.#directory(inside(name))];
        }
      }.bind(this),
    };
  }

  #file(path: string): OpfsFile {
    return {
      kind: 'file',
      getFile: () => Promise.resolve(new Blob([(this.#files.get(path) ?? new Uint8Array()).slice()])),
      createSyncAccessHandle: () => Promise.resolve(this.#writer(path)),
    };
  }

  #writer(path: string): OpfsWriter {
    return {
      truncate: size => {
        this.#change();
        this.#files.set(path, (this.#files.get(path) ?? new Uint8Array()).slice(0, size));
      },
      write: (bytes, {at}) => {
        this.#change();
        const used = [...this.#files.values()].reduce((total, {length}) => total + length, 0);
        if (used + bytes.length > this.capacity) {
          throw Object.assign(new Error('full'), {name: 'QuotaExceededError'});
        }
        const before = this.#files.get(path) ?? new Uint8Array();
        const after = new Uint8Array(Math.max(before.length, at + bytes.length));
        after.set(before);
        after.set(bytes, at);
        this.#files.set(path, after);
        return bytes.length;
      },
      flush: () => {
        this.#change();
      },
      close: () => undefined,
    };
  }
}
