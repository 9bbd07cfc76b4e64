/** The parts of the origin private file system that a trainer uses; TypeScript's types of pages lack them. */

export interface OpfsFile {
  readonly kind: 'file';
  getFile(): Promise<Blob>;
  /** Exclusive: another one for this file cannot be open. Only in workers. */
  createSyncAccessHandle(): Promise<OpfsWriter>;
}

export interface OpfsWriter {
  truncate(size: number): void;
  write(bytes: Uint8Array, options: {at: number}): number;
  /** Writes everything to the disk. */
  flush(): void;
  close(): void;
}

export interface OpfsDirectory {
  readonly kind: 'directory';
  getDirectoryHandle(name: string, options?: {create?: boolean}): Promise<OpfsDirectory>;
  getFileHandle(name: string, options?: {create?: boolean}): Promise<OpfsFile>;
  removeEntry(name: string, options?: {recursive?: boolean}): Promise<void>;
  entries(): AsyncIterable<[string, OpfsFile | OpfsDirectory]>;
}

/** Writes a file in these pieces, and forces it to the disk. */
export async function writeOpfsFile(
  directory: OpfsDirectory,
  name: string,
  pieces: readonly Uint8Array[],
): Promise<void> {
  const writer = await (await directory.getFileHandle(name, {create: true})).createSyncAccessHandle();
  try {
    writer.truncate(0);
    let at = 0;
    for (const piece of pieces) {
      const written = writer.write(piece, {at});
      if (written !== piece.length) {
        throw new Error(`${written} of ${piece.length} bytes were written: the disk is full`);
      }
      at += piece.length;
    }
    writer.flush();
  } finally {
    writer.close();
  }
}

/** Whether an error says that a file or folder is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotFoundError';
}
