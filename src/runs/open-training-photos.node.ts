import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {listSome} from '../core/list-some';
import {holdsBinaryImages} from '../data/binary/open-binary-images.node.js';
import {openPhotos, type OpenedPhotos, type OpenPhotosProgress} from '../data/open-photos.node.js';
import {isSystemFolder} from '../data/list-files.node.js';
import {photosAt, type PhotoLister} from '../data/photos-at.node.js';
import type {PhotoList} from '../data/photo-list';
import {splitFolders} from '../data/split-folders';
import {splitPhotos} from '../data/split-photos';
import {AlexNetError} from '../errors';
import {namedWeights} from '../data/image-weights';
import {describeClasses, warnOfPhotos} from './check-training-photos';
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
  | 'classWeights'
  | 'seed'
  | 'cacheBytes'
  | 'signal'
  | 'onPhotos'
  | 'onNote'
  | 'onWarning'
>;

/**
 * Finds, splits and reads the photos of a training.
 *
 * @param before the photos of a run that is resumed with others: each stays in its set.
 * @throws bad-data when there are fewer than two classes, or a photo without a label.
 */
export async function openTrainingPhotos(
  given: OpenTrainingPhotosOptions,
  {resizeShorterSide, opened}: Pick<StartingPoint, 'resizeShorterSide' | 'opened'>,
  before?: PhotoRecord,
): Promise<TrainingPhotos> {
  const options = {...given, ...(await directoriesOf(given))};
  const {data, seed, validationSplit, cacheBytes, signal, onPhotos, onNote, onWarning} = options;
  if (await holdsBinaryImages(data)) {
    onNote(`${data}: trains on the training set. Measure accuracy on its test set with alexnet evaluate.`);
  }
  const listTraining = await photosAt(data, {signal, set: 'training'});
  const folder = await inOrderOfWeights(listTraining, options.classes, opened?.preprocessing?.classes);
  if (folder.classes.length < 2) {
    throw nothingToTellApart(folder, data, options.classes !== undefined);
  }
  const {classWeights} = options;
  if (classWeights !== undefined && classWeights !== 'balanced') {
    // Now, not after all photos are read.
    namedWeights(folder.classes, classWeights);
  }
  const lists =
    options.validation === undefined
      ? before === undefined
        ? splitPhotos(folder, validationSplit, seed)
        : splitAsRecorded(folder, before)
      : {
          training: folder,
          validation: labeledOnly(
            await (
              await photosAt(options.validation, {signal})
            )({classes: folder.classes}),
          ),
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
    onNote(describeClasses(training, validation));
    warnOfPhotos(training, validation, {isWeighted: classWeights !== undefined, onWarning});
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
  list: PhotoLister,
  asked: readonly string[] | undefined,
  known: readonly string[] = [],
): Promise<PhotoList> {
  const folder = labeledOnly(await list({classes: asked}));
  const isSame = known.length === folder.classes.length && folder.classes.every(name => known.includes(name));
  // Without folders and numbers, only known classes tell what cat_001.jpg is.
  const isUnlabeled = folder.classes.length === 0 && known.length > 0;
  return asked === undefined && (isSame || isUnlabeled) ? labeledOnly(await list({classes: known})) : folder;
}

/** A class whose every photo is damaged cannot be learned, and no accuracy would say so. */
function refuseEmptyClass({classes, labels, skipped}: OpenedPhotos, data: string): void {
  const empty = classes.filter((_, label) => !labels.includes(label));
  if (empty.length > 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${data}`,
      problem: `no training photo of ${listSome(empty.map(name => `"${name}"`))} can be read.`,
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

function nothingToTellApart({classes, photos}: PhotoList, data: string, isAsked: boolean): AlexNetError {
  // A folder around the class folders, as archives have one, is the only class then.
  const inner = new Set(photos.map(({name}) => name.split('/').slice(0, -1)[1]));
  const [only] = classes;
  return new AlexNetError({
    code: 'bad-data',
    where: `photos in ${data}`,
    problem: 'there is nothing to tell apart.',
    expected: 'photos of at least two classes',
    received: `${classes.length} class: ${only ?? 'no photo has a label'}`,
    fix: isAsked
      ? 'name two classes or more (--classes, or {classes}), or leave them out to take all that are there'
      : only !== undefined && inner.size > 1
        ? `pass the directory of the class folders: ${JSON.stringify(join(data, only))}`
        : 'put the photos into one folder per class (cat/, dog/), or name them cat.1.jpg, dog.1.jpg, …',
  });
}

/** The directories of the two sets. A data set that is divided already is used as it is divided. */
async function directoriesOf({
  data,
  validation,
  classes = [],
  onNote,
}: OpenTrainingPhotosOptions): Promise<{data: string; validation: string | undefined}> {
  // A directory that cannot be listed is reported where its photos are listed.
  const entries = await readdir(data, {withFileTypes: true}).catch(() => []);
  const folders = entries
    .filter(entry => !entry.isFile() && !isSystemFolder(entry.name))
    .map(({name}) => name);
  const split = splitFolders(folders);
  if (split === undefined || classes.includes(split.training)) {
    return {data, validation};
  }
  const training = join(data, split.training);
  const other = validation ?? join(data, split.validation ?? split.test ?? '');
  if (split.others.length > 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${data}`,
      problem: 'this data set is divided already: its folders are no classes.',
      expected: 'folders of classes, or only those of a training set and of a validation set',
      received: `the folders ${listSome(folders)}`,
      fix: `name both: --data ${JSON.stringify(training)} --validation ${JSON.stringify(other)}`,
    });
  }
  onNote(`${data} is divided already: training set ${training}, validation set ${other}`);
  return {data: training, validation: other};
}
