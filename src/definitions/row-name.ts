/**
 * The name of a row for a name in somebody's definition, with only the characters that tfjs allows in the name of a
 * weight: `/fc/Gemm` is `fc/Gemm`.
 */
export function rowName(name: string): string {
  return name.replace(/[^A-Za-z0-9._/-]/g, '_').replace(/^[^A-Za-z0-9]+/, '');
}

/**
 * Returns what a name means among things that have names of their own: the one with exactly this name, else the one whose
 * row is called so, else the only one that differs by capital letters. The earlier lists of `namesOf` go first.
 */
export function findNamed<Named>(
  wanted: string,
  things: readonly Named[],
  ...namesOf: ((thing: Named) => readonly string[])[]
): Named | undefined {
  const forms = [(name: string) => name, rowName];
  for (const form of forms) {
    for (const names of namesOf) {
      const found = things.findLast(thing => names(thing).some(name => form(name) === form(wanted)));
      if (found !== undefined) {
        return found;
      }
    }
  }
  const small = rowName(wanted).toLowerCase();
  const alike = things.filter(thing =>
    namesOf.some(names => names(thing).some(name => rowName(name).toLowerCase() === small)),
  );
  return alike.length === 1 ? alike[0] : undefined;
}
