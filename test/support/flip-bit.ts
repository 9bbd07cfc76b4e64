import {readFileSync, writeFileSync} from 'node:fs';

/** Flips one bit of a file in place, as a failing disk does: all names of a linked file see it. */
export function flipBit(path: string, bit: number): void {
  const bytes = readFileSync(path);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  writeFileSync(path, bytes);
}
