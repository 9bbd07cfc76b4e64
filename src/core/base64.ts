/** Number of base64 characters that hold `byteCount` bytes, padding included. */
export function base64Length(byteCount: number): number {
  return 4 * Math.ceil(byteCount / 3);
}

/** float32 numbers as base64 of their little-endian bytes, on any machine. */
export function encodeFloat32(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  // String.fromCharCode takes its arguments from the stack, which holds some 60,000.
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  }
  return btoa(pieces.join(''));
}

/**
 * The numbers that {@link encodeFloat32} wrote, or undefined when `base64` is not exactly `count` of them.
 * The length is compared before anything is allocated.
 */
export function decodeFloat32(base64: string, count: number): Float32Array | undefined {
  if (base64.length !== base64Length(4 * count)) {
    return undefined;
  }
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    return undefined;
  }
  // Padding and white space could make the text decode to fewer bytes than its length promises.
  if (binary.length !== 4 * count) {
    return undefined;
  }
  const view = new DataView(new ArrayBuffer(4 * count));
  for (let i = 0; i < binary.length; i++) {
    view.setUint8(i, binary.charCodeAt(i));
  }
  return Float32Array.from({length: count}, (_, i) => view.getFloat32(4 * i, true));
}
