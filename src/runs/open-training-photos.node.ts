import {resolve} from 'node:path';
import {openPhotos, type OpenedPhotos, type OpenPhotosProgress} from '../data/open-photos.node.js';
import {photoFolder} from '../data/photo-folder.node.js';
import type {PhotoList} from '../data/photo-list';
import {splitPhotos} from '../data/split-photos';
import {AlexNetError} from '../errors';
import {splitAsRecorded, type PhotoRecord} from './photo-record.node.js';
import type {StartingPoint} from './starting-point.node.js';
import type {ResolvedTrainOnPhotosOptions} from './resolve-train-on-photos-options';

/** The training set and the validation set. */
export interface TrainingPhotos {
  training: OpenedPhotos;
  validation: OpenedPhotos;
}

/** The options that {@link openTrainingPhotos} reads. */
export type OpenTrainingPhotosOptions = Pick<
  ResolvedTrainOnPhotosOptions,
  | 'data'
  | 'validation'
  | 'validationSplit'
  | 'classes'
  | 'seed'
  | 'cacheBytes'
  | 'signal'
  | 'onPhotos'
  | 'onWarning'
>;

/**
 * Finds, splits and reads the photos of a training.
 *
 * @param before the photos of a run that is resumed with others: each stays in its set.
 * @throws bad-data when there are fewer than two classes, or a photo without a label.
 */
export async function openTrainingPhotos(
  options: OpenTrainingPhotosOptions,
  {resizeShorterSide, opened}: Pick<StartingPoint, 'resizeShorterSide' | 'opened'>,
  before?: PhotoRecord,
): Promise<TrainingPhotos> {
  const {data, seed, validationSplit, cacheBytes, signal, onPhotos, onWarning} = options;
  const folder = await inOrderOfWeights(data, options.classes, opened?.preprocessing?.classes);
  if (folder.classes.length < 2) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${data}`,
      problem: 'there is nothing to tell apart.',
      expected: 'photos of at least two classes',
      received: `${folder.classes.length} class: ${folder.classes.join(', ') || 'no photo has a label'}`,
      fix:
        options.classes === undefined
          ? 'put the photos into one folder per class (cat/, dog/), or name them cat.1.jpg, dog.1.jpg, …'
          : 'name two classes or more (--classes, or {classes}), or leave them out to take all that are there',
    });
  }
  const lists =
    options.validation === undefined
      ? before === undefined
        ? splitPhotos(folder, validationSplit, seed)
        : splitAsRecorded(folder, before)
      : {
          training: folder,
          validation: labeledOnly(await photoFolder(options.validation, {classes: folder.classes})),
        };
  if (lists.validation.photos.length === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${options.validation ?? data}`,
      problem: 'there is no photo for the validation set.',
      expected: 'two photos or more of a class, or a folder of validation photos that have labels',
      received: `${lists.training.photos.length} training photos, no validation photos`,
      fix: 'add photos, or name a folder of others (--validation, or {validation})',
    });
  }
  const seen = new Set(lists.training.photos.map(({file}) => resolve(file)));
  const twice = lists.validation.photos.filter(({file}) => seen.has(resolve(file))).length;
  if (twice > 0) {
    onWarning(
      `${twice} of the ${lists.validation.photos.length} validation photos are training photos, too: their accuracy says nothing about new photos. Name a folder of others.`,
    );
  }
  const total = lists.training.photos.length + lists.validation.photos.length;
  const open = (list: PhotoList, fraction: number, before: number): Promise<OpenedPhotos> =>
    openPhotos(list, {
      resizeShorterSide,
      signal,
      cacheBytes: cacheBytes === undefined ? undefined : cacheBytes * fraction,
      onProgress: ({done}: OpenPhotosProgress) => onPhotos?.(before + done, total),
      name: `${before === 0 ? 'training photos' : 'validation photos'} in ${before === 0 ? data : (options.validation ?? data)}`,
    });
  // Both are read in every epoch: each gets memory in proportion to its number of photos.
  const trainingFraction = lists.training.photos.length / total;
  const training = await open(lists.training, trainingFraction, 0);
  try {
    refuseEmptyClass(training, data);
    const validation = await open(lists.validation, 1 - trainingFraction, lists.training.photos.length);
    return {training, validation};
  } catch (error) {
    training.dispose();
    throw error;
  }
}

/**
 * Returns the photos with their classes in the given order; else, if the weights have the very same classes, in the
 * order of the weights, so that the trained last layer stays usable.
 */
async function inOrderOfWeights(
  data: string,
  asked: readonly string[] | undefined,
  known: readonly string[] = [],
): Promise<PhotoList> {
  const folder = labeledOnly(await photoFolder(data, {classes: asked}));
  const isSame = known.length === folder.classes.length && folder.classes.every(name => known.includes(name));
  return asked === undefined && isSame ? labeledOnly(await photoFolder(data, {classes: known})) : folder;
}

/** A class whose every photo is damaged cannot be learned, and no accuracy would say so. */
function refuseEmptyClass({classes, labels, skipped}: OpenedPhotos, data: string): void {
  const empty = classes.filter((_, label) => !labels.includes(label));
  if (empty.length > 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${data}`,
      problem: `no training photo of ${empty.map(name => `"${name}"`).join(', ')} can be read.`,
      expected: 'at least one photo of each class',
      received: `${labels.length} photos; left out: ${
        skipped
          .map(({file, reason}) => `${file}: ${reason}`)
          .slice(0, 3)
          .join(' ') || 'none'
      }`,
      fix: 'add photos of these classes, or name only the others (--classes, or {classes})',
      details: {skipped},
    });
  }
}

/** Photos without a label cannot be trained on; they are named among the skipped. */
function labeledOnly<T extends PhotoList>(list: T): T {
  const unlabeled = list.photos.filter(({label}) => label < 0);
  return {
    ...list,
    photos: list.photos.filter(({label}) => label >= 0),
    skipped: [
      ...list.skipped,
      ...unlabeled.map(({file}) => ({file, reason: 'Its name and folder tell no class.'})),
    ],
  };
}
