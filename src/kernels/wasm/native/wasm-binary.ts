/**
 * Two small changes to compiled modules: whether a memory is shared stands in one byte of it.
 *
 * tfjs-wasm is compiled for a memory of its own that is not shared. Nothing in its code depends on that, so a copy that
 * says "shared" can be stood on by several threads. Our own kernels import a shared memory; where the heap is not
 * shared, a copy of them says so.
 */

const MEMORY_SECTION = 5;
const IMPORT_SECTION = 2;
/** In the flags of a memory's limits. */
const HAS_MAXIMUM = 1;
const SHARED = 2;
/** 65,535 pages in three bytes: the most that the linker of our kernels writes, one page below that of tfjs-wasm. */
const MAXIMUM = [0xff, 0xff, 0x03] as const;
/** 65,536 pages, all that 32 bits address. */
const ALL_PAGES = [0x80, 0x80, 0x04] as const;

/** A copy of a module that makes its own memory, with that memory shared; undefined if this module is not of that kind. */
export function withSharedMemory(module: Uint8Array): Uint8Array | undefined {
  const at = findSection(module, MEMORY_SECTION);
  // One memory that has a maximum: [count, flags, minimum, maximum].
  if (at === undefined || module[at] !== 1 || module[at + 1] !== HAS_MAXIMUM) {
    return undefined;
  }
  const [, maximumAt] = readNumber(module, at + 2);
  const [maximum, end] = readNumber(module, maximumAt);
  if (end - maximumAt !== MAXIMUM.length || maximum < 65535) {
    return undefined;
  }
  const copy = module.slice();
  copy[at + 1] = HAS_MAXIMUM | SHARED;
  copy.set(MAXIMUM, maximumAt);
  return copy;
}

/** A copy of a module that imports a shared memory as its only import, for a memory that is not shared. */
export function withPrivateMemory(module: Uint8Array): Uint8Array {
  const at = findSection(module, IMPORT_SECTION);
  const copy = module.slice();
  if (at !== undefined) {
    // [count, module name, field name, kind, flags, ...]
    const [moduleLength, moduleAt] = readNumber(module, at + 1);
    const [fieldLength, fieldAt] = readNumber(module, moduleAt + moduleLength);
    const limits = fieldAt + fieldLength + 1;
    copy[limits] = HAS_MAXIMUM;
    // As large as the memory of tfjs-wasm may be; where it is shared, the copy above lowers that instead.
    copy.set(ALL_PAGES, readNumber(module, limits + 1)[1]);
  }
  return copy;
}

/** Where the content of a section begins. */
function findSection(module: Uint8Array, wanted: number): number | undefined {
  for (let at = 8; at < module.length;) {
    const id = module[at];
    const [length, content] = readNumber(module, at + 1);
    if (id === wanted) {
      return content;
    }
    at = content + length;
  }
  return undefined;
}

/** An unsigned number of seven bits a byte, and where it ends. */
function readNumber(bytes: Uint8Array, from: number): [value: number, end: number] {
  let value = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) {
      return [value, at];
    }
  }
}
