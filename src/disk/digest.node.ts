import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {link, readFile} from 'node:fs/promises';

/** Hex sha256 of bytes or text. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Links `from` as `to` if its digest is `sha256`; returns false if not, or if the disk has no links. */
export async function linkIfWhole(from: string, to: string, {sha256}: {sha256: string}): Promise<boolean> {
  try {
    if (sha256Of(await readFile(from)) !== sha256) {
      return false;
    }
    await link(from, to);
    return true;
  } catch {
    // A disk without hard links, or the other file has gone: the caller writes the bytes instead.
    return false;
  }
}

/** SHA-256 of a file in hexadecimal, or undefined where it cannot be read. */
export async function fileDigest(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, {highWaterMark: 1 << 20})) {
      hash.update(chunk as Buffer);
    }
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
