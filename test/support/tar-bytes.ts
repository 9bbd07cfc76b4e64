/** Tar archives made byte by byte, whole or wrong, without the library that the product uses. */

/** An entry; what is not set is as a careful writer sets it. */
export interface TarEntry {
  name: string;
  content?: Uint8Array | string;
  /** One letter of the header. Default '0', a file. */
  type?: string;
  /** Size that the header declares. Default: that of the content. */
  declares?: number;
  link?: string;
}

const BLOCK = 512;

/** Bytes of an archive, with the two blocks of zeros at its end unless `isOpen`. */
export function tarBytes(entries: readonly TarEntry[], {isOpen = false} = {}): Buffer {
  const parts: Buffer[] = [];
  for (const {name, content = '', type = '0', declares, link = ''} of entries) {
    const body = Buffer.from(content);
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${(declares ?? body.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    parts.push(header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat(isOpen ? parts : [...parts, Buffer.alloc(2 * BLOCK)]);
}

/** An extended header with a long name, as PAX writes it. */
export function paxName(name: string): TarEntry {
  const text = ` path=${name}\n`;
  let length = Buffer.byteLength(text);
  length += String(length + String(length).length).length;
  return {name: 'PaxHeaders/x', type: 'x', content: `${length}${text}`};
}

/** Pieces of bytes, as a stream hands them over. */
export async function* inPieces(bytes: Uint8Array, length = 700): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.subarray(at, at + length);
  }
}
