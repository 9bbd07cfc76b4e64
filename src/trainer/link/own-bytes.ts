/** Bytes in a buffer of their own, which can move to another thread: those inside a larger buffer are copied. */
export function ownBytes(bytes: Uint8Array | Uint8ClampedArray): Uint8Array {
  const {buffer, byteOffset, byteLength} = bytes;
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer, byteOffset, byteLength).slice();
}
