import * as fs from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {findCutShort} from '../../../src/backends/cut-short';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('findCutShort', () => {
  const folder = temporaryDirectory();
  const whole = join(folder, 'whole.so');
  const cut = join(folder, 'cut.so');
  // The smallest library that says of itself where it ends: a header whose table of sections is at byte 200.
  const header = new Uint8Array(200 + 64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  new DataView(header.buffer).setBigUint64(40, 200n, true);
  new DataView(header.buffer).setUint16(58, 64, true);
  new DataView(header.buffer).setUint16(60, 1, true);
  fs.writeFileSync(whole, header);
  fs.writeFileSync(cut, header.subarray(0, 263));

  it('passes over what is whole, what is not there and what is no library', () => {
    fs.writeFileSync(join(folder, 'empty'), '');
    expect(
      findCutShort([whole, join(folder, 'nothing'), join(folder, 'empty'), import.meta.filename], fs),
    ).toBeUndefined();
  });

  it('names the first that is cut short, with its sizes', () => {
    expect(findCutShort([whole, cut], fs)).toBe(`${cut} has 263 of 264 bytes`);
  });
});
