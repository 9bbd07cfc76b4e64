import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {elfSize} from '../../../src/backends/elf-size';

/** A header that names one segment and a table of two sections. */
function header(segmentEnd: number, sections: number): Uint8Array {
  const bytes = new Uint8Array(64 + 56);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(32, 64n, true); // the table of segments follows
  view.setBigUint64(40, BigInt(sections), true);
  [54, 56, 58, 60].forEach((at, i) => {
    view.setUint16(at, [56, 1, 64, 2][i]!, true);
  });
  view.setBigUint64(64 + 8, 1000n, true);
  view.setBigUint64(64 + 32, BigInt(segmentEnd - 1000), true);
  return bytes;
}

describe('elfSize', () => {
  it('ends with the last part that the headers name, segment or table of sections', () => {
    expect(elfSize(header(5000, 4000))).toBe(5000);
    expect(elfSize(header(5000, 4900))).toBe(4900 + 2 * 64);
    expect(elfSize(header(5000, 0))).toBe(5000);
  });

  it('lets the table of segments be elsewhere', () => {
    expect(elfSize(header(5000, 4000).subarray(0, 64))).toBe(4000 + 2 * 64);
  });

  it('knows nothing of other files', () => {
    expect(elfSize(new Uint8Array(3))).toBeUndefined();
    expect(elfSize(new TextEncoder().encode('MZ'.padEnd(200)))).toBeUndefined();
    const of32Bits = header(5000, 4000);
    of32Bits[4] = 1;
    expect(elfSize(of32Bits)).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux')('is at most the size of a program that runs', () => {
    const start = new Uint8Array(4096);
    const file = openSync(process.execPath, 'r');
    readSync(file, start);
    closeSync(file);
    const size = elfSize(start)!;
    expect(size).toBeLessThanOrEqual(statSync(process.execPath).size);
    expect(size).toBeGreaterThan(statSync(process.execPath).size - 4096);
  });
});
