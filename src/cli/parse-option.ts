import {AlexNetError} from 'tfjs-alexnet';

/** Parses the text of an option, or throws `bad-argument` with the option's name and the text. */
export type OptionParser<T> = ((text: string) => T) & {
  /** Values that a shell suggests. */
  known?: readonly string[];
};

/** Any text. A shell suggests the known values. */
export function suggested(known: readonly string[]): OptionParser<string> {
  return Object.assign((text: string) => text, {known});
}

/** An integer from `min` to `max`. `12abc`, `1e3` and an empty text are errors, not parsed in part. */
export function integer(option: string, min = 0, max = Infinity): OptionParser<number> {
  return text => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    const digits = /^\d{16,}$/.test(text) ? ', of at most 15 digits' : '';
    const expected =
      max === Infinity ? `an integer of at least ${min}${digits}` : `an integer from ${min} to ${max}`;
    return value >= min && value <= max ? value : refuse(option, expected, text);
  };
}

/** A number between `min` and `max`; `min` itself is allowed only with `includeMin`. */
export function decimalNumber(
  option: string,
  {min = 0, max = Infinity, includeMin = true}: {min?: number; max?: number; includeMin?: boolean} = {},
): OptionParser<number> {
  return text => {
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    const fits = Number.isFinite(value) && (includeMin ? value >= min : value > min) && value <= max;
    const low = includeMin ? `of at least ${min}` : `above ${min}`;
    const expected = max === Infinity ? `a number ${low}` : `a number ${low} and at most ${max}`;
    return fits ? value : refuse(option, expected, text);
  };
}

/** A number of bytes: `1000000`, `512K`, `512M` or `2G` (powers of 1024). */
export function byteCount(option: string): OptionParser<number> {
  return text => {
    const match = /^(\d{1,15})([KMG]?)B?$/i.exec(text);
    const factor = {'': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3}[match?.[2]?.toUpperCase() ?? ''];
    const value = Number(match?.[1] ?? NaN) * (factor ?? NaN);
    return Number.isSafeInteger(value) ? value : refuse(option, 'bytes as 1000000, 512K, 512M or 2G', text);
  };
}

/**
 * Names separated by commas, at least one, none twice. A name that contains a comma stands in double quotes, as in a CSV
 * file, and a quote in it is doubled: `"tench, Tinca tinca",goldfish`.
 */
export function nameList(option: string): OptionParser<string[]> {
  return text => {
    const names = splitNames(text);
    const isGood = names?.every(name => name !== '') === true && new Set(names).size === names.length;
    const expected =
      'names separated by commas, none empty and none twice; with a comma in the name: "a, b",c';
    return isGood ? names : refuse(option, expected, text);
  };
}

/** The cells of one line of a CSV file, without spaces around them; undefined where a quote is not closed. */
function splitNames(text: string): string[] | undefined {
  const names: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^",][^,]*)?)(,|$)/y;
  for (let end = ','; end === ',';) {
    const match = cell.exec(text);
    if (match === null) {
      return undefined;
    }
    names.push((match[1]?.replace(/""/g, '"') ?? match[2] ?? '').trim());
    end = match[3] ?? '';
  }
  return names;
}

/** `balanced`, or a weight of at least 0 for each name, quoted as in {@link nameList}: `cat=2,"tench, Tinca tinca"=0.5`. */
export function classWeights(option: string): OptionParser<'balanced' | Record<string, number>> {
  return text => {
    if (text === 'balanced') {
      return text;
    }
    const pairs = text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^",=][^,=]*?))\s*=\s*(\d+\.?\d*|\.\d+)\s*(,|$)/gy);
    const weights: Record<string, number> = {};
    let [length, end, count] = [0, '', 0];
    for (const [whole, quoted, plain = '', weight, separator = ''] of pairs) {
      weights[quoted?.replace(/""/g, '"') ?? plain] = Number(weight);
      [length, end, count] = [length + whole.length, separator, count + 1];
    }
    const isGood = count > 0 && length === text.length && end === '' && Object.keys(weights).length === count;
    return isGood ? weights : refuse(option, 'balanced, or weights by class: cat=2,dog=1', text);
  };
}

/** Numbers separated by commas, at least one. */
export function numberList(option: string): OptionParser<number[]> {
  return text => {
    const words = text.split(',').map(word => word.trim());
    const values = words.map(word =>
      /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : NaN,
    );
    return values.every(Number.isFinite) ? values : refuse(option, 'numbers separated by commas', text);
  };
}

/** Positive integers by name: `fc6=512,fc7=256`. */
export function ranksByLayer(option: string): OptionParser<Record<string, number>> {
  return text => {
    const pairs = text.split(',').map(part => /^\s*([^=\s]+)=(\d{1,15})\s*$/.exec(part));
    const ranks = Object.fromEntries(pairs.map(pair => [pair?.[1] ?? '', Number(pair?.[2] ?? 0)]));
    const isGood =
      Object.values(ranks).every(rank => rank >= 1) && Object.keys(ranks).length === pairs.length;
    return isGood ? ranks : refuse(option, 'a rank of at least 1 for each layer: fc6=512,fc7=256', text);
  };
}

/** A size of images: height, width, channels. */
export function imageShape(option: string): OptionParser<[number, number, number]> {
  return text => {
    const [height = 0, width = 0, channels = 0, ...more] = text.split(',').map(word => Number(word));
    const isSize = [height, width, channels].every(side => Number.isInteger(side) && side > 0);
    return isSize && more.length === 0
      ? [height, width, channels]
      : refuse(option, 'height, width and channels, separated by commas', text);
  };
}

/** One of the known words. */
export function oneOf<const T extends string>(option: string, known: readonly T[]): OptionParser<T> {
  const parse = (text: string): T =>
    known.find(word => word === text) ?? refuse(option, `one of ${known.join(', ')}`, text);
  return Object.assign(parse, {known});
}

function refuse(option: string, expected: string, text: string): never {
  throw new AlexNetError({
    code: 'bad-argument',
    where: `alexnet, option ${option}`,
    problem: `${JSON.stringify(text)} is not ${expected}.`,
    expected,
    received: JSON.stringify(text),
    fix: `pass ${option} ${expected}`,
  });
}
