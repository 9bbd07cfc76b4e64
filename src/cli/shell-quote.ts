/** A word as one would type it into a shell: quoted where it must be. */
export function shellQuote(word: string): string {
  return /^[\w./,:=@%+-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
