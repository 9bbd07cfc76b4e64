/**
 * The checksums in a zip file, by file name. fflate does not check them, so damaged weights would open without an error.
 *
 * Source: PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16.
 */
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const [END_BYTES, ENTRY_BYTES] = [22, 46];

export function zipChecksums(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = bytes.length - END_BYTES;
  while (end >= 0 && view.getUint32(end, true) !== END) {
    end -= 1;
  }
  const checksums = new Map<string, number>();
  let at = end < 0 ? bytes.length : view.getUint32(end + 16, true);
  while (at + ENTRY_BYTES <= bytes.length && view.getUint32(at, true) === ENTRY) {
    const nameBytes = view.getUint16(at + 28, true);
    const name = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    // Signed, like the results of the package crc-32.
    checksums.set(new TextDecoder().decode(name), view.getInt32(at + 16, true));
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return checksums;
}
