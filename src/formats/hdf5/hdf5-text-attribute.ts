import type {ByteReader} from '../byte-reader';

/** Class of texts of any length, which lie in a heap of the file. */
const VARIABLE_LENGTH = 9;
const STEP_BYTES = 8;

/**
 * Returns the text in an attribute of this name, where the message is one; undefined for other attributes and for values of
 * other types.
 *
 * @param open returns a reader at an address.
 */
export function readTextAttribute(
  message: ByteReader,
  wanted: string,
  open: (address: number, what: string) => ByteReader,
): string | undefined {
  const version = message.uint8();
  message.uint8();
  const sizes = [message.uint16(), message.uint16(), message.uint16()];
  message.take(version === 3 ? 1 : 0);
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [nameBytes = 0, typeBytes = 0, spaceBytes = 0] = sizes;
  const name = new TextDecoder().decode(
    message.take(padded(nameBytes)).subarray(0, Math.max(0, nameBytes - 1)),
  );
  const type = message.take(padded(typeBytes));
  message.take(padded(spaceBytes));
  if (name !== wanted || (type[0] ?? 0) % 16 !== VARIABLE_LENGTH) {
    return undefined;
  }
  const length = message.uint32();
  const heap = message.uint64();
  return readHeapText(open(heap, 'a heap of texts'), message.uint32(), length);
}

/** The text of this number in a heap; undefined where there is none. */
function readHeapText(heap: ByteReader, wanted: number, length: number): string | undefined {
  const start = heap.position;
  heap.take(8);
  const end = start + heap.uint64();
  while (heap.position + 16 <= end) {
    heap.file.spend(STEP_BYTES, heap.what);
    const index = heap.uint16();
    heap.take(6);
    const size = heap.uint64();
    if (index === wanted && length <= size) {
      return heap.text(length);
    }
    // The last entry is the free room.
    if (index === 0) {
      return undefined;
    }
    heap.take(Math.ceil(size / 8) * 8);
  }
  return undefined;
}
