/**
 * The memory in plain data that can move to another thread instead of being copied: buffers of arrays that fill them, and
 * image bitmaps. Each is listed once. Shared memory, and a buffer of which an array sees only a part, stay where they are.
 */
export function transferablesOf(value: unknown): object[] {
  const found = new Set<object>();
  collect(value, found);
  return [...found];
}

function collect(value: unknown, found: Set<object>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (value instanceof ArrayBuffer || isBitmap(value)) {
    found.add(value);
  } else if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) {
      found.add(value.buffer);
    }
  } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    for (const part of Object.values(value)) {
      collect(part, found);
    }
  }
}

function isBitmap(value: object): boolean {
  return typeof ImageBitmap === 'function' && value instanceof ImageBitmap;
}
