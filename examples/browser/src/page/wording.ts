/** More sentences than this are counted, not listed. */
const MAX_LISTED = 6;

/** For example an empty folder, or an image dragged from another page. */
export const NOTHING_DROPPED = 'The drop contained no file.';

/** The fields of an error of the library. */
interface LibraryError {
  code: string;
  where: string;
  problem: string;
  fix?: string;
  details?: {files?: string[]; expected?: string; received?: string; fits?: string[]};
}

/** The fields of an error of the library; undefined for other errors. */
export function libraryError(error: unknown): LibraryError | undefined {
  return error instanceof Error && error.name === 'AlexNetError' && 'problem' in error
    ? (error as unknown as LibraryError)
    : undefined;
}

/**
 * The message of an error for users of the page: the problem and the fix. Of a place such as `parseTorch "a.pth"` only the
 * file is named, since users do not know the function.
 */
export function sentence(error: unknown): string {
  const known = libraryError(error);
  if (known === undefined) {
    return error instanceof Error ? error.message : String(error);
  }
  const where = /^[\w.]+ "(.*)"$/.exec(known.where)?.[1] ?? known.where;
  const problem = `${where}: ${known.problem}`;
  return known.fix === undefined
    ? problem
    : `${problem} ${capital(known.fix)}${known.fix.endsWith('.') ? '' : '.'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 photo`, `2 photos`. */
export function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Sentences about rejected files: if there are many, the first ones and the number of the rest. */
export function listed(sentences: readonly string[]): string[] {
  const rest = sentences.length - MAX_LISTED;
  return rest <= 1
    ? [...sentences]
    : [...sentences.slice(0, MAX_LISTED), `… and ${rest} more files were rejected.`];
}
