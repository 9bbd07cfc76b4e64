import {Inflate} from 'fflate/browser';
import type {SourceFile} from './source-file';

/** Compressed bytes given to fflate at once: they can become a thousand times as many before the sum is checked. */
const INFLATE_STEP = 8192;

/**
 * Decompresses a deflate stream into `content` in small steps, and stops as soon as more comes out than fits. Returns the
 * number of bytes, which may be fewer; undefined where there are more.
 *
 * @param what names the stream in errors: `"a.npy" in the zip archive`.
 */
export function inflateInto(
  file: SourceFile,
  packed: Uint8Array,
  content: Uint8Array,
  what: string,
): number | undefined {
  const state = {filled: 0, isTooLong: false};
  const stream = new Inflate(chunk => {
    state.isTooLong ||= state.filled + chunk.length > content.length;
    if (!state.isTooLong) {
      content.set(chunk, state.filled);
      state.filled += chunk.length;
    }
  });
  for (let start = 0; (start < packed.length || start === 0) && !state.isTooLong; start += INFLATE_STEP) {
    const end = Math.min(start + INFLATE_STEP, packed.length);
    pushChecked(file, stream, packed.subarray(start, end), end === packed.length, what);
  }
  return state.isTooLong ? undefined : state.filled;
}

function pushChecked(
  file: SourceFile,
  stream: Inflate,
  packed: Uint8Array,
  isLast: boolean,
  what: string,
): void {
  try {
    stream.push(packed, isLast);
  } catch (error) {
    // fflate's errors carry a number as their code.
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
      throw file.damaged({
        problem: `${what} cannot be decompressed.`,
        expected: 'a deflate stream',
        received: `an error of the decompressor: ${error.message}`,
      });
    }
    throw error;
  }
}
