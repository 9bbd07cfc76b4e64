/** Number of names that a message lists. */
const MAX_NAMES = 10;

/**
 * Lists the first names of a list and the number of the others, so that no message grows with the data.
 *
 * @example
 * listSome(['bird', 'cat', 'dog'], 2); // 'bird, cat and 1 more'
 */
export function listSome(names: readonly string[], max = MAX_NAMES): string {
  const others = names.length - max;
  return others > 0 ? `${names.slice(0, max).join(', ')} and ${others} more` : names.join(', ');
}
