import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';

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
