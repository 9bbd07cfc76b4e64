/** A word as typed into a shell: quoted if necessary. */
export function shellQuote(word: string): string {
  return /^[\w./,:=@%+-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
