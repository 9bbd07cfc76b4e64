import {printableName} from '../core/printable';
import type {SkippedPhoto} from './image-source';

/** Number of lines about files that are left out. */
const MAX_LINES = 20;
/** Up to this number, files with the same reason have a line each. */
const MAX_ALONE = 3;

/**
 * Names the files that were left out in at most 21 lines, however many they are: many files with the same reason share a
 * line.
 *
 * @example
 * skippedLines([{file: 'a.txt', reason: 'It is not an image.'}]); // ['skipped a.txt: It is not an image.']
 */
export function skippedLines(skipped: readonly SkippedPhoto[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const {file, reason} of skipped) {
    const files = byReason.get(reason) ?? [];
    files.push(file);
    byReason.set(reason, files);
  }
  const entries = [...byReason].flatMap(([reason, files]) =>
    files.length > MAX_ALONE
      ? [
          {
            count: files.length,
            line: `skipped ${files.length} files, the first ${printableName(files[0] ?? '')}: ${reason}`,
          },
        ]
      : files.map(file => ({count: 1, line: `skipped ${printableName(file)}: ${reason}`})),
  );
  if (entries.length <= MAX_LINES) {
    return entries.map(({line}) => line);
  }
  const others = entries.slice(MAX_LINES).reduce((sum, {count}) => sum + count, 0);
  return [...entries.slice(0, MAX_LINES).map(({line}) => line), `skipped ${others} more files.`];
}
