import {show} from '../core/check';
import {type SourceFile} from './source-file';

/** What V8 takes for one value of parsed JSON: a small object with its place in its parent. */
const VALUE_BYTES = 48;
const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = [0x5b, 0x7b]; // [ {
const CLOSING = [0x5d, 0x7d]; // ] }

/**
 * Parses JSON from an unknown file. `[[],[],…` is 3 bytes a value in the file and 50 in memory, and `[[[[…` nests
 * as deep as it is long: so values are counted and the depth is measured before anything is built. A key given twice, of
 * which `JSON.parse` keeps the last, is refused: what another reader takes is not known.
 *
 * @param what names the text in errors: `the header`.
 */
export function parseBoundedJson(file: SourceFile, bytes: Uint8Array, what: string): unknown {
  let [depth, deepest, values, keys, inText] = [0, 0, 1, 0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) {
      inText = !inText;
    } else if (inText) {
      // What follows a backslash belongs to the text, even a quote.
      i += byte === BACKSLASH ? 1 : 0;
    } else if (byte === COMMA) {
      values++;
    } else if (byte === COLON) {
      keys++;
    } else if (OPENING.includes(byte)) {
      values++;
      depth++;
      deepest = Math.max(deepest, depth);
    } else if (CLOSING.includes(byte)) {
      depth--;
    }
  }
  if (deepest > MAX_DEPTH) {
    throw file.damaged({
      problem: `${what} is nested too deep.`,
      expected: `at most ${MAX_DEPTH} levels`,
      received: `${deepest} levels`,
    });
  }
  file.spend(values * VALUE_BYTES + 2 * bytes.length, `${values} values in ${what}`);
  const text = new TextDecoder().decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw file.damaged({
      problem: `${what} is not JSON.`,
      expected: 'JSON',
      received: `${show(text.slice(0, 60))} (${error instanceof Error ? error.message : ''})`,
    });
  }
  const kept = countKeys(value);
  if (kept !== keys) {
    throw file.damaged({
      problem: `${what} has a key twice in one object.`,
      expected: 'each key once',
      received: `${keys} keys, of which ${kept} are left where the last of a name counts`,
    });
  }
  return value;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const inner = Object.values(value as Record<string, unknown>);
  return inner.reduce<number>((sum, one) => sum + countKeys(one), Array.isArray(value) ? 0 : inner.length);
}

/** Whether parsed JSON is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
