import {listSome} from '../core/list-some';
import type {OpenedPhotos} from '../data/open-photos.node.js';

/** The parts of opened photos that are compared. */
export type ComparedPhotos = Pick<OpenedPhotos, 'classes' | 'labels' | 'files' | 'digests'>;

/** Number of classes that are listed with their counts. */
const MAX_CLASSES = 20;
/** Number of photos that a warning names. */
const MAX_PHOTOS = 3;
/** From this ratio of the largest class to the smallest one, a warning names both. */
const IMBALANCE = 5;

/** Lists the classes with their numbers of photos: in the training set, and in the validation set. */
export function describeClasses(training: ComparedPhotos, validation: ComparedPhotos): string {
  const [trained, held] = [countsOf(training), countsOf(validation)];
  const counts = training.classes.map((name, i) => `${name} ${trained[i] ?? 0} + ${held[i] ?? 0}`);
  return `classes (training + validation photos): ${listSome(counts, MAX_CLASSES)}`;
}

/** Warns of what looks wrong with the photos of a training: a rare class, and equal photos where they mislead. */
export function warnOfPhotos(
  training: ComparedPhotos,
  validation: ComparedPhotos,
  {isWeighted = false, onWarning}: {isWeighted?: boolean; onWarning: (line: string) => void},
): void {
  const counts = countsOf(training);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const fewest = counts.reduce((a, b) => Math.min(a, b), most);
  const nameOf = (count: number): string => training.classes[counts.indexOf(count)] ?? '';
  if (!isWeighted && most >= IMBALANCE * fewest) {
    onWarning(
      `The classes are unbalanced: ${most} training photos of ${nameOf(most)}, ${fewest} of ${nameOf(fewest)}. ` +
        'A network can reach a high accuracy without the rare classes. Add photos of them, or weight the classes: --class-weights balanced, or {classWeights}.',
    );
  }
  const alike = classesAlike(training.classes);
  if (alike.length > 0) {
    onWarning(
      `Classes whose names differ in case or spaces only: ${listSome(alike, MAX_PHOTOS)}. If they are one class, rename the folders or files.`,
    );
  }
  const inBoth = equalsAmong(training, validation);
  if (inBoth.length > 0) {
    onWarning(
      `${inBoth.length} of the ${validation.files.length} validation photos are training photos, too: their accuracy says ` +
        `nothing about new photos. Equal are ${listSome(inBoth, MAX_PHOTOS)}. Remove one of each, or name a folder of others.`,
    );
  }
  const contrary = equalsWithOtherLabel(training);
  if (contrary.length > 0) {
    onWarning(
      `${contrary.length} training photos are equal to a photo of another class: ${listSome(contrary, MAX_PHOTOS)}. ` +
        'Remove the one whose label is wrong.',
    );
  }
}

/** Class names that are equal but for case, spaces and the way in which accents are written; each entry lists those of one meaning. */
function classesAlike(classes: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of classes) {
    const key = name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[_\-\s]+/g, '');
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()]
    .filter(names => names.length > 1)
    .map(names => names.map(name => JSON.stringify(name)).join(' and '));
}

function countsOf({classes, labels}: ComparedPhotos): number[] {
  const counts = classes.map(() => 0);
  for (const label of labels) {
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** The photos of the validation set that are equal to one of the training set, each with it. */
function equalsAmong(training: ComparedPhotos, validation: ComparedPhotos): string[] {
  const first = new Map(training.digests.map((digest, i) => [digest, training.files[i] ?? '']));
  return validation.digests.flatMap((digest, i) => {
    const same = first.get(digest);
    return same === undefined ? [] : [pairText(validation.files[i] ?? '', same)];
  });
}

/** The photos of a set that are equal to an earlier one with another label, each with it. */
function equalsWithOtherLabel({digests, files, labels}: ComparedPhotos): string[] {
  const first = new Map<string, number>();
  return digests.flatMap((digest, i) => {
    const before = first.get(digest) ?? i;
    first.set(digest, before);
    return labels[before] === labels[i] ? [] : [pairText(files[i] ?? '', files[before] ?? '')];
  });
}

function pairText(file: string, same: string): string {
  return file === same ? file : `${file} and ${same}`;
}
