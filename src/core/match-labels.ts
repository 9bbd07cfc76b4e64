/** A synset of WordNet, as ImageNet names its classes: the first word of a label, a folder or a file. */
const SYNSET = /^n\d{8}(?=$|[^0-9a-z])/i;

/** The synset that a text begins with: of `n01440764_tench.jpg` it is `n01440764`. Undefined where there is none. */
export function synsetOf(text: string): string | undefined {
  return SYNSET.exec(text)?.[0].toLowerCase();
}

/** Finds the position of the label that a name means; undefined where none or more than one is meant. */
export type LabelFinder = (name: string) => number | undefined;

/**
 * Finds the class that a name means among the labels of a model: the label itself; else the one with the same synset;
 * else the only one that has it among its names, which are separated by commas. Case does not count there, and `_` and
 * `-` are spaces.
 *
 * @example
 * const find = labelFinder(['n01440764 tench, Tinca tinca', 'n01443537 goldfish, Carassius auratus']);
 * [find('n01440764'), find('tench'), find('Tinca_tinca'), find('shark')]; // [0, 0, 0, undefined]
 */
export function labelFinder(labels: readonly string[]): LabelFinder {
  const exact = positionsBy(labels, label => [label]);
  const bySynset = positionsBy(labels, label => [synsetOf(label)]);
  const byName = positionsBy(labels, label => label.replace(SYNSET, '').split(',').map(plain));
  return name => {
    const synset = synsetOf(name);
    const found = exact.get(name) ?? (synset === undefined ? byName.get(plain(name)) : bySynset.get(synset));
    return found === AMBIGUOUS ? undefined : found;
  };
}

const AMBIGUOUS = -1;

function positionsBy(
  labels: readonly string[],
  keysOf: (label: string) => (string | undefined)[],
): Map<string, number> {
  const positions = new Map<string, number>();
  labels.forEach((label, i) => {
    for (const key of new Set(keysOf(label))) {
      if (key !== undefined) {
        positions.set(key, positions.has(key) ? AMBIGUOUS : i);
      }
    }
  });
  return positions;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\-\s]+/g, ' ')
    .trim();
}
