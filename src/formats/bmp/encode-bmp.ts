/** Bytes of the file header and of the header of Windows. */
const HEADER_BYTES = 54;

/** Encodes an image, bytes [height, width, 3] RGB, as a bitmap of 24 bits per pixel, the quickest file format to write and read. */
export function encodeBmp({
  height,
  width,
  data,
}: {
  height: number;
  width: number;
  data: Uint8Array;
}): Uint8Array {
  // Rows are padded to four bytes.
  const row = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(HEADER_BYTES + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER_BYTES, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  // A negative height: the first row is the upper one.
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = HEADER_BYTES + y * row + 3 * x;
      bytes[to] = data[from + 2] ?? 0;
      bytes[to + 1] = data[from + 1] ?? 0;
      bytes[to + 2] = data[from] ?? 0;
    }
  }
  return bytes;
}
