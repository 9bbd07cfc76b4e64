import type {NamedArray} from '../core/named-array';
import {fitsSlot, shapeInLayout, type WeightLayout, type WeightSlot} from '../models/weight-layout';
import {KEY_MAPS, networkPrefixes, stripWrappers, type KeyMap} from './key-map-names';

/** A weight of a network and the array of a file that it is taken from. */
export interface MatchedWeight {
  slot: WeightSlot;
  array: NamedArray;
  /** Factor of the values: Caffe's BatchNorm layer keeps its sums and their number. Else 1. */
  scale: number;
}

/** How the arrays of a file stand to the weights of a network. */
export interface WeightMatch {
  /** The way in which the file names them; 'order' where the order counted, 'given' for the caller's names. */
  keys: string;
  layout: WeightLayout;
  matched: MatchedWeight[];
  /** Weights for which the file has nothing. */
  missing: WeightSlot[];
  /** Arrays for which the network has no place. */
  extra: NamedArray[];
  /** Weights whose array has another shape. */
  wrongShape: MatchedWeight[];
}

/** How to find the weights in a file. */
export interface MatchOptions {
  /** 'order': the n-th array is the n-th weight, whatever the names. A record: array names by weight names. Default 'names'. */
  keys?: 'names' | 'order' | Readonly<Record<string, string>>;
  /** Layouts that the file may have. Default: both. */
  layouts?: readonly WeightLayout[];
}

const BOTH: readonly WeightLayout[] = ['channels-last', 'channels-first'];

/** Counters that PyTorch keeps beside running means, and that no inference asks for. */
const COUNTER = /(^|\.)num_batches_tracked$/;

/**
 * Finds out which array of a file belongs to which weight: tries each known way of naming and each layout, and keeps
 * the one under which most arrays fit.
 *
 * Where two layouts fit alike (every kernel is square), the first of `layouts` is taken, and `ambiguous` says so.
 */
export function matchWeights(
  slots: readonly WeightSlot[],
  arrays: readonly NamedArray[],
  {keys = 'names', layouts = BOTH}: MatchOptions = {},
): WeightMatch & {ambiguous: boolean} {
  const usable = arrays.filter(({name}) => !COUNTER.test(name));
  const isNamed = keys === 'names';
  const names = usable.map(({name}) => (isNamed ? stripWrappers(name) : name));
  const maps = keyMaps(slots, usable, keys);
  const attempts = (isNamed ? networkPrefixes(names) : ['']).flatMap(prefix => {
    const byName = withoutPrefix(prefix, names, usable);
    return maps.flatMap(map =>
      map.layouts
        .filter(layout => layouts.includes(layout))
        .map(layout => ({prefix, ...attempt(map, layout, slots, usable, byName)})),
    );
  });
  const ranked = attempts.sort((a, b) => scoreOf(b) - scoreOf(a));
  const [best] = ranked;
  if (best === undefined) {
    throw new Error('internal: no way of naming weights allows this layout; please report this');
  }
  const {prefix, ...match} = best;
  const second = ranked.find(other => other !== best && other.prefix === prefix);
  const ambiguous =
    second?.keys === best.keys &&
    scoreOf(second) === scoreOf(best) &&
    best.matched.some(({slot}) => slot.role === 'kernel');
  return {...match, ambiguous};
}

/** Arrays by their names, those of the network that `prefix` stands in front of without it. */
function withoutPrefix(
  prefix: string,
  names: readonly string[],
  arrays: readonly NamedArray[],
): ReadonlyMap<string, NamedArray> {
  const byName = new Map<string, NamedArray>();
  const isInside = (name: string): boolean => prefix !== '' && name.startsWith(prefix);
  arrays.forEach((array, i) => {
    const name = names[i] ?? '';
    if (!isInside(name)) {
      byName.set(name, array);
    }
  });
  arrays.forEach((array, i) => {
    const name = names[i] ?? '';
    if (isInside(name)) {
      byName.set(name.slice(prefix.length), array);
    }
  });
  return byName;
}
function keyMaps(
  slots: readonly WeightSlot[],
  arrays: readonly NamedArray[],
  keys: NonNullable<MatchOptions['keys']>,
): readonly KeyMap[] {
  if (keys === 'names') {
    return KEY_MAPS;
  }
  if (keys === 'order') {
    const places = new Map(slots.map((slot, i) => [slot.name, arrays[i]?.name]));
    return [{id: 'order', layouts: BOTH, nameOf: ({name}) => places.get(name)}];
  }
  return [{id: 'given', layouts: BOTH, nameOf: ({name}) => keys[name]}];
}

function attempt(
  map: KeyMap,
  layout: WeightLayout,
  slots: readonly WeightSlot[],
  arrays: readonly NamedArray[],
  byName: ReadonlyMap<string, NamedArray>,
): WeightMatch {
  const match: WeightMatch = {
    keys: map.id,
    layout,
    matched: [],
    missing: [],
    extra: [],
    wrongShape: [],
  };
  const used = new Set<NamedArray>();
  for (const slot of slots) {
    const array = byName.get(map.nameOf(slot) ?? '');
    if (array === undefined) {
      match.missing.push(slot);
      continue;
    }
    used.add(array);
    // Caffe's BatchNorm: blob 2 is what blobs 0 and 1 must be divided by; 0 stands for a layer without training.
    const factor =
      map.id === 'caffe' && (slot.role === 'mean' || slot.role === 'variance')
        ? byName.get(`${slot.layer}/2`)
        : undefined;
    if (factor !== undefined) {
      used.add(factor);
    }
    const sum = factor?.data[0];
    const scale = sum === undefined ? 1 : sum === 0 ? 0 : 1 / sum;
    (fitsSlot(array.shape, slot, layout) ? match.matched : match.wrongShape).push({slot, array, scale});
  }
  match.extra = arrays.filter(array => !used.has(array));
  return match;
}

/** Fitting arrays count first, then arrays of another shape but the right name. */
function scoreOf({matched, wrongShape}: WeightMatch): number {
  return 1e6 * matched.length + wrongShape.length;
}

/** One line on each thing that does not fit, for a report. */
export function describeMismatches({layout, missing, extra, wrongShape}: WeightMatch): string[] {
  const text = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
  return [
    ...wrongShape.map(
      ({slot, array}) =>
        `${array.name} is ${text(array.shape)} where ${slot.name} asks for ${text(shapeInLayout(slot, layout))}`,
    ),
    ...missing.map(slot => `${slot.name} ${text(slot.shape)} is missing`),
    ...extra.map(({name, shape}) => `${name} ${text(shape)} has no place`),
  ];
}
