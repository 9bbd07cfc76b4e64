/** More sentences than this are counted, not listed. */
const MAX_LISTED = 6;

/** For example an empty folder, or an image dragged from another page. */
export const NOTHING_DROPPED = 'The drop contained no file.';

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
