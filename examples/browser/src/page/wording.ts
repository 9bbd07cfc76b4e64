/** More sentences than this are counted, not listed. */
const MAX_LISTED = 6;

/** Somebody dropped an empty folder, or a picture out of another page. */
export const NOTHING_DROPPED = 'There was no file in what was dropped.';

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `1 photo`, `2 photos`. */
export function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Sentences about files that were not taken; of many the first, and how many more there are. */
export function listed(sentences: readonly string[]): string[] {
  const rest = sentences.length - MAX_LISTED;
  return rest <= 1
    ? [...sentences]
    : [...sentences.slice(0, MAX_LISTED), `… and ${rest} more files were not taken.`];
}
