/**
 * Returns the length of a Linux library (ELF, 64 bits, little-endian) by its own headers: the end of the last part that
 * they name. A shorter file is cut short: the system ends a program that loads it (SIGBUS) as soon as it reads what is
 * missing, and no error can be caught then.
 *
 * @param start - The file's first bytes, 4 KiB or all of it.
 * @returns undefined for files of another format.
 */
export function elfSize(start: Uint8Array): number | undefined {
  const HEADER_BYTES = 64;
  const isElf64 =
    start.length >= HEADER_BYTES && [0x7f, 0x45, 0x4c, 0x46, 2, 1].every((byte, i) => start[i] === byte); // \x7fELF, 64 bits, little-endian
  if (!isElf64) {
    return undefined;
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const offset = (at: number): number => Number(view.getBigUint64(at, true));
  // Fields of Elf64_Ehdr: where the tables of segments and of sections are, and how many rows of which size they have.
  const [segments, segmentBytes, segmentCount] = [
    offset(32),
    view.getUint16(54, true),
    view.getUint16(56, true),
  ];
  const [sections, sectionBytes, sectionCount] = [
    offset(40),
    view.getUint16(58, true),
    view.getUint16(60, true),
  ];
  let end = sections + sectionBytes * sectionCount;
  for (let i = 0; i < segmentCount; i++) {
    const row = segments + i * segmentBytes;
    if (row + 40 > start.length) {
      break; // The table is elsewhere in the file: use that of the sections only.
    }
    end = Math.max(end, offset(row + 8) + offset(row + 32)); // p_offset + p_filesz
  }
  return end;
}
