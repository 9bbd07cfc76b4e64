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
  const exact = positionsBy(labels, label => [label.normalize()]);
  const bySynset = positionsBy(labels, label => [synsetOf(label)]);
  const byName = positionsBy(labels, namesOf);
  return name => {
    const synset = synsetOf(name);
    const found =
      exact.get(name.normalize()) ?? (synset === undefined ? byName.get(plain(name)) : bySynset.get(synset));
    return found === AMBIGUOUS ? undefined : found;
  };
}

/**
 * Finds the class that the name of a file begins with, among the labels of a model: a name or the synset of a class, and
 * behind it the end or something other than a letter. Of a class that ends in a digit, no further digit may follow. The
 * longest name counts; case does not, and `_` and `-` are spaces.
 *
 * @example
 * const find = labelPrefixFinder(['cat', 'cat big']);
 * ['cat_001.jpg', 'Cat201.jpg', 'cat-big (3).jpg', 'catalog.jpg'].map(find); // [0, 0, 1, undefined]
 */
export function labelPrefixFinder(labels: readonly string[]): LabelFinder {
  const bySynset = positionsBy(labels, label => [synsetOf(label)]);
  const byName = positionsBy(labels, label => [...namesOf(label), plain(label)]);
  const longest = Math.max(0, ...new Set([...byName.keys()].map(({length}) => length)));
  return name => {
    const synset = synsetOf(name);
    if (synset !== undefined && bySynset.has(synset)) {
      return unambiguous(bySynset.get(synset));
    }
    const text = plain(name);
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      const found = byName.get(text.slice(0, length));
      if (found !== undefined && endsName(text, length)) {
        return unambiguous(found);
      }
    }
    return undefined;
  };
}

/** Whether a name can end at a position of a text: no letter follows, and no digit continues a number. */
function endsName(text: string, length: number): boolean {
  const rest = text.slice(length);
  const continues = /\d$/.test(text.slice(0, length)) ? /^[\p{L}\p{M}\d]/u : /^[\p{L}\p{M}]/u;
  return !continues.test(rest);
}

const AMBIGUOUS = -1;

function unambiguous(position: number | undefined): number | undefined {
  return position === AMBIGUOUS ? undefined : position;
}

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

/** The names of a class, which a label separates by commas. */
function namesOf(label: string): string[] {
  return label.replace(SYNSET, '').split(',').map(plain);
}

/** A name without case, accents as one character each, words separated by one space. */
function plain(text: string): string {
  return text
    .normalize()
    .toLowerCase()
    .replace(/[_\-\s]+/g, ' ')
    .trim();
}
