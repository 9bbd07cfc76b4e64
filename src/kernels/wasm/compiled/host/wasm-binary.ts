/**
 * Two small changes to compiled modules: whether a memory is shared stands in one byte of it.
 *
 * tfjs-wasm is compiled for a memory of its own that is not shared. Nothing in its code depends on that, so a copy that
 * says "shared" can be stood on by several threads. Our own kernels import a memory; a copy of them says whether it is
 * shared.
 */

/** An export that identifies the modules of tfjs-wasm. */
const MARK = 'init_with_threads_count';
const MEMORY_SECTION = 5;
const IMPORT_SECTION = 2;
/** In the flags of a memory's limits. */
const HAS_MAXIMUM = 1;
const SHARED = 2;
/** 65,536 pages, all that 32 bits address, in three bytes. */
const ALL_PAGES = [0x80, 0x80, 0x04] as const;

/** Returns whether these bytes are a module of tfjs-wasm. */
export function isTfjsWasm(bytes: Uint8Array): boolean {
  const startsWith = (text: string, at: number): boolean =>
    Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  const first = MARK.charCodeAt(0);
  for (
    let at = startsWith('\0asm', 0) ? bytes.indexOf(first) : -1;
    at >= 0;
    at = bytes.indexOf(first, at + 1)
  ) {
    if (startsWith(MARK, at)) {
      return true;
    }
  }
  return false;
}

/** A copy of a module that makes its own memory, with that memory shared; undefined if this module is not of that kind. */
export function withSharedMemory(module: Uint8Array): Uint8Array | undefined {
  const at = findSection(module, MEMORY_SECTION);
  // One memory that has a maximum: [count, flags, minimum, maximum].
  if (at === undefined || module[at] !== 1 || module[at + 1] !== HAS_MAXIMUM) {
    return undefined;
  }
  const [, maximumAt] = readNumber(module, at + 2);
  const [maximum, end] = readNumber(module, maximumAt);
  // A smaller maximum would be reserved as a whole, which is not what a module of that kind asks for.
  if (end - maximumAt !== ALL_PAGES.length || maximum < 65535) {
    return undefined;
  }
  const copy = module.slice();
  copy[at + 1] = HAS_MAXIMUM | SHARED;
  return copy;
}

/**
 * A copy of a module that imports a memory as its only import, for a memory that is shared or is not, of any size: an
 * engine refuses a memory that may grow larger than the module says, and the linker of our kernels writes one page less
 * than the heap of tfjs-wasm may have.
 */
export function withImportedMemory(module: Uint8Array, {shared}: {shared: boolean}): Uint8Array {
  const at = findSection(module, IMPORT_SECTION);
  const copy = module.slice();
  if (at !== undefined) {
    // [count, module name, field name, kind, flags, minimum, maximum]
    const [moduleLength, moduleAt] = readNumber(module, at + 1);
    const [fieldLength, fieldAt] = readNumber(module, moduleAt + moduleLength);
    const limits = fieldAt + fieldLength + 1;
    copy[limits] = shared ? HAS_MAXIMUM | SHARED : HAS_MAXIMUM;
    copy.set(ALL_PAGES, readNumber(module, limits + 1)[1]);
  }
  return copy;
}

/** Offset of the content of a section. */
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
