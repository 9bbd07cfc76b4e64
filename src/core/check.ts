import {AlexNetError, type AlexNetErrorCode} from '../errors';
import {listSome} from './list-some';
import {translateOption} from './option-terms';

/** Number of known names that an error lists: more than there are presets, fewer than ImageNet has classes. */
const MAX_KNOWN = 100;

/** Shows a received value the way an error prints it: strings quoted, arrays and objects as JSON, in which NaN stays NaN. */
export function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) {
    return String(value);
  }
  if (typeof value === 'function') {
    return `function ${value.name}`;
  }
  try {
    const text = JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
    );
    return text.length > 200 ? `${text.slice(0, 197)}...` : text;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The known name that differs from `name` in the fewest letters (Levenshtein), or undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * Argument checks whose test and text are one: each takes the name and the value together, so that a message can
 * never speak of another value than the one tested. Every check returns the value, narrowed.
 */
export interface Checks {
  /** An integer from `min` (default 0) to `max`. */
  integer(name: string, value: unknown, min?: number, max?: number): number;
  /** A finite number of at least `min` and at most `max`. */
  finite(name: string, value: unknown, min?: number, max?: number): number;
  /** A finite number greater than zero. */
  positive(name: string, value: unknown): number;
  /** A probability: a number in [0, 1]. */
  probability(name: string, value: unknown): number;
  /** `value` is divisible by `divisor`. */
  divisible(name: string, value: number, divisorName: string, divisor: number, fix: string): void;
  /** One of the known strings; an unknown one lists them and names the nearest. */
  oneOf<T extends string>(name: string, value: unknown, known: readonly T[]): T;
  /** True or false. */
  boolean(name: string, value: unknown): boolean;
  /** A string that is not empty. */
  text(name: string, value: unknown): string;
  /**
   * No keys but the known ones: a misspelt option is an error, never ignored. The fix translates terms of other
   * frameworks, else names the nearest known key; a hint for a key stands above both.
   */
  knownKeys(
    name: string,
    value: object,
    known: readonly string[],
    hints?: Readonly<Record<string, string>>,
  ): void;
}

/** Makes the checks for one place: `const check = checksFor('GroupedConv2D "conv2"')`. */
export function checksFor(where: string, code: AlexNetErrorCode = 'bad-argument'): Checks {
  const fail = (problem: string, expected: string, received: string, fix: string): never => {
    throw new AlexNetError({code, where, problem, expected, received, fix});
  };
  const finite = (name: string, value: unknown, min = -Infinity, max = Infinity): number => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
      const range = rangeText('a finite number', min, max);
      return fail(
        `${name} is not ${range}.`,
        `${name}: ${range}`,
        `${name} = ${show(value)}`,
        `set ${name} to ${range}`,
      );
    }
    return value;
  };
  return {
    finite,
    integer(name, value, min = 0, max = Infinity) {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
        const range = rangeText('an integer', min, max);
        return fail(
          `${name} is not ${range}.`,
          `${name}: ${range}`,
          `${name} = ${show(value)}`,
          `set ${name} to ${range}`,
        );
      }
      return value;
    },
    positive(name, value) {
      if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
        const range = 'a finite number above 0';
        return fail(
          `${name} is not ${range}.`,
          `${name}: ${range}`,
          `${name} = ${show(value)}`,
          `set ${name} to ${range}`,
        );
      }
      return value;
    },
    probability(name, value) {
      return finite(name, value, 0, 1);
    },
    divisible(name, value, divisorName, divisor, fix) {
      if (value % divisor !== 0) {
        fail(
          `${value} ${name} cannot be split into ${divisor} ${divisorName}.`,
          `${name} divisible by ${divisorName}`,
          `${name} = ${value}, ${divisorName} = ${divisor}`,
          fix,
        );
      }
    },
    oneOf(name, value, known) {
      const found = known.find(candidate => candidate === value);
      if (found === undefined) {
        const near = typeof value === 'string' ? nearest(value, known) : undefined;
        return fail(
          `unknown ${name} ${show(value)}.`,
          `one of ${listSome(known, MAX_KNOWN)}`,
          `${name} = ${show(value)}`,
          near === undefined ? `choose one of the names above` : `did you mean ${show(near)}?`,
        );
      }
      return found;
    },
    boolean(name, value) {
      if (typeof value !== 'boolean') {
        return fail(
          `${name} is neither true nor false.`,
          `${name}: true or false`,
          `${name} = ${show(value)}`,
          `set ${name} to true or false`,
        );
      }
      return value;
    },
    text(name, value) {
      if (typeof value !== 'string' || value === '') {
        return fail(
          `${name} is not a text.`,
          `${name}: a string that is not empty`,
          `${name} = ${show(value)}`,
          `pass ${name} as a string`,
        );
      }
      return value;
    },
    knownKeys(name, value, known, hints = {}) {
      const unknown = Object.keys(value).filter(key => !known.includes(key));
      if (unknown.length > 0) {
        const names = unknown.map(show).join(', ');
        fail(
          `unknown ${name} ${names}.`,
          `only ${known.join(', ')}`,
          names,
          [...new Set(unknown.map(key => fixOfUnknownKey(key, known, hints, unknown.length > 1)))].join('; '),
        );
      }
    },
  };
}

function fixOfUnknownKey(
  key: string,
  known: readonly string[],
  hints: Readonly<Record<string, string>>,
  isOneOfSeveral: boolean,
): string {
  const hint = Object.hasOwn(hints, key) ? hints[key] : undefined;
  const near = translateOption(key, known) ?? nearest(key, known);
  return (
    hint ??
    (near === undefined
      ? `remove ${show(key)}`
      : isOneOfSeveral
        ? `for ${show(key)} did you mean ${show(near)}?`
        : `did you mean ${show(near)}?`)
  );
}

function rangeText(kind: string, min: number, max: number): string {
  if (min === -Infinity && max === Infinity) {
    return kind;
  }
  if (max === Infinity) {
    return `${kind} ≥ ${min}`;
  }
  return min === -Infinity ? `${kind} ≤ ${max}` : `${kind} from ${min} to ${max}`;
}
