/**
 * JSON files that carry the digest of their content.
 *
 * The last field of such a file, `sha256`, is the digest of all other fields as compact JSON. The digest is in the file
 * itself: one rename replaces both, so after a crash they cannot disagree, and a copied file keeps its check. Formatting
 * does not count, values do. A file without the field (of an earlier version, or edited and accepted) is not checked.
 */
import {AlexNetError} from '../errors';
import {sha256Of} from './digest.node.js';

/** The field that holds the digest. */
const FIELD = 'sha256';

/** The text of an object as a file that {@link openSealed} checks. */
export function sealJson(value: object, {indent}: {indent?: number} = {}): string {
  const {[FIELD]: _former, ...fields} = value as Record<string, unknown>;
  return JSON.stringify({...fields, [FIELD]: digestOf(fields)}, null, indent);
}

/**
 * Returns the content of a parsed file without its digest. Throws `bad-weights` if the two do not fit: the file was
 * damaged, or edited. What is not an object is returned as it is.
 */
export function openSealed(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || !(FIELD in value)) {
    return value;
  }
  const {[FIELD]: expected, ...fields} = value as Record<string, unknown>;
  const actual = digestOf(fields);
  if (expected !== actual) {
    throw new AlexNetError({
      code: 'bad-weights',
      where: path,
      problem: 'its content does not fit its digest: the file was damaged, or edited.',
      expected: `sha256 ${String(expected)}`,
      received: `sha256 ${actual}`,
      fix: `restore the file from a copy; to accept an edit of your own, remove the field "${FIELD}" from the file`,
    });
  }
  return fields;
}

/**
 * The content of a sealed file from its text. Text that is not JSON is returned as it is: the reader of the fields says what
 * it expects.
 */
export function parseSealed(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return openSealed(value, path);
}

function digestOf(fields: Record<string, unknown>): string {
  return sha256Of(JSON.stringify(fields));
}
