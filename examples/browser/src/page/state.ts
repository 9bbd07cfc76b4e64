/** The state of the page: one object. After each change, `update` renders the whole view again. */
import type {RgbaPicture} from 'tfjs-alexnet';
import type {TrainerFilters, TrainerOcclusion} from 'tfjs-alexnet/worker';
import type {BackendInfo, BackendName, NetworkInfo, Prediction, WeightsInfo} from '../protocol';
import type {Live} from './live-actions';

export interface Photo {
  id: number;
  name: string;
  /** The photo itself. */
  file: Blob;
  /** Address of its thumbnail. */
  url: string;
  /** Equal for files with the same bytes. */
  fingerprint: string;
}

export interface Bucket {
  key: number;
  name: string;
  /** Training photos. */
  photos: Photo[];
  /** Validation photos, never used for training. If no class has any, every fifth training photo becomes one. */
  validation: Photo[];
  /** Rejected files, one sentence each. */
  rejected: string[];
  /** Number of files that are being read. */
  pending: number;
}

/** Sections of the page that can show an error. */
export type Place = 'photos' | 'network' | 'training' | 'look' | 'model';

export interface State {
  buckets: Bucket[];
  /** Names of zips that are being unpacked. */
  opening: string | undefined;
  /** Photos of no class, dropped to get a prediction. */
  toPredict: Photo[];
  start: 'features' | 'scratch';
  preset: string;
  /** Undefined: the number that fits the photos, see `epochsOf`. */
  epochs: number | undefined;
  /** What is in the field of the epochs while it has the focus: the page must not change it meanwhile. */
  typedEpochs: string | undefined;
  backendChoice: BackendName | 'auto';
  backend: BackendInfo | undefined;
  /** Whether a backend is starting. */
  isChoosing: boolean;
  weights: WeightsInfo | undefined;
  isLoadingWeights: boolean;
  /** A weight file that fits more than one network: the user has to choose one. */
  choice: {file: File; presets: string[]} | undefined;
  /** A training of an earlier visit that was saved; undefined if there is none, or it was continued. */
  saved: SavedTraining | undefined;
  training: Training | undefined;
  /** `file` is the name of the file that it was opened from. */
  network: (NetworkInfo & {file?: string}) | undefined;
  /** Whether the network was trained here and has not been exported since. */
  isUnsaved: boolean;
  look: Look | undefined;
  /** Predictions of what the camera shows; undefined if it is off. */
  live: Live | undefined;
  /** Whether the page opens without a network from now on. */
  isOffline: boolean;
  /** Whether a phone shows the photos and the network in place of the results. */
  isSetupOpen: boolean;
  errors: Partial<Record<Place, string>>;
}

/** A training that the browser has saved, with its photos. */
export interface SavedTraining {
  /** Name of the run. */
  name: string;
  classes: readonly string[];
  step: number;
  isFinished: boolean;
  /** Whether it is being opened. */
  isOpening: boolean;
}

export interface Training {
  isRunning: boolean;
  isStopping: boolean;
  /** What gets ready before the first step. */
  preparing: string | undefined;
  notes: string[];
  step: number;
  totalSteps: number;
  secondsLeft: number | undefined;
  imagesPerSecond: number;
  losses: {step: number; loss: number; accuracy: number}[];
  evaluations: {step: number; loss: number; accuracy: number}[];
  filters: TrainerFilters | undefined;
  predictions: Map<number, Prediction>;
  /** True class of each photo: the name of its class when the training started. */
  truth: ReadonlyMap<number, string>;
  /** The result on the validation photos at the end. */
  confusion: Confusion | undefined;
}

/** How often photos of one class are predicted as another. */
export interface Confusion {
  classes: readonly string[];
  /** Number of photos: `counts[true class][predicted class]`. */
  counts: readonly (readonly number[])[];
  /** Fraction of the validation photos that is predicted correctly. */
  accuracy: number;
}

/** The photo shown in detail. */
export interface Look {
  photo: Photo;
  prediction: Prediction | undefined;
  layer: string;
  activations: RgbaPicture | undefined;
  occlusion: TrainerOcclusion | undefined;
  /** Fraction of the positions covered so far; undefined if no computation is running. */
  occlusionProgress: number | undefined;
}

let nextKey = 1;

export function newBucket(name: string): Bucket {
  return {key: nextKey++, name, photos: [], validation: [], rejected: [], pending: 0};
}

export function newTraining(truth: ReadonlyMap<number, string> = new Map()): Training {
  return {
    isRunning: true,
    isStopping: false,
    preparing: undefined,
    notes: [],
    step: 0,
    totalSteps: 0,
    secondsLeft: undefined,
    imagesPerSecond: 0,
    losses: [],
    evaluations: [],
    filters: undefined,
    predictions: new Map(),
    truth,
    confusion: undefined,
  };
}

export function initialState(): State {
  return {
    buckets: [newBucket('cat'), newBucket('dog')],
    opening: undefined,
    toPredict: [],
    start: 'features',
    preset: 'alexnet-mini',
    epochs: undefined,
    typedEpochs: undefined,
    backendChoice: 'auto',
    backend: undefined,
    isChoosing: true,
    weights: undefined,
    isLoadingWeights: false,
    choice: undefined,
    saved: undefined,
    training: undefined,
    network: undefined,
    isUnsaved: false,
    look: undefined,
    live: undefined,
    isOffline: false,
    isSetupOpen: false,
    errors: {},
  };
}

/** Each photo with its label and its set: the validation photos as chosen, else every fifth photo of each class. */
export function divide(buckets: readonly Bucket[]): {photo: Photo; label: number; isValidation: boolean}[] {
  const isChosen = buckets.some(({validation}) => validation.length > 0);
  return buckets.flatMap(({photos, validation}, label) => [
    ...photos.map((photo, at) => ({photo, label, isValidation: !isChosen && at % 5 === 4})),
    ...validation.map(photo => ({photo, label, isValidation: true})),
  ]);
}

/** Removes the errors of some sections. */
export function clearErrors(state: State, ...places: Place[]): void {
  for (const place of places) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the key is one of five known names
    delete state.errors[place];
  }
}

/** Whether closing the page now would lose something: photos, a training, or a network. */
export function holdsSomething({buckets, training, isUnsaved}: State): boolean {
  return (
    isUnsaved ||
    training?.isRunning === true ||
    buckets.some(({photos, validation}) => photos.length + validation.length > 0)
  );
}
