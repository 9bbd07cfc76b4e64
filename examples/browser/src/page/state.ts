/** What the page knows. One object; whoever changes it calls `update`, and the whole view is rendered again. */
import type {Answer, BackendInfo, BackendName, NetworkInfo, RestsOn, WeightsInfo} from '../protocol';
import type {RgbaPicture} from 'tfjs-alexnet';

export interface Photo {
  id: number;
  name: string;
  /** Address of its small picture. */
  url: string;
  /** The same for files with the same bytes. */
  fingerprint: string;
}

export interface Bucket {
  key: number;
  name: string;
  /** Photos to learn from. */
  photos: Photo[];
  /** Photos that are never learned from. Where no bucket has any, every fifth photo above is held back. */
  heldBack: Photo[];
  /** Files that were not taken, a sentence each. */
  rejected: string[];
  /** Files on their way. */
  pending: number;
}

/** A sentence that something went wrong, at the place where it did. */
export type Place = 'photos' | 'network' | 'training' | 'look' | 'model';

export interface State {
  buckets: Bucket[];
  /** Photos that belong to no bucket: dropped to be asked about. */
  asked: Photo[];
  start: 'features' | 'scratch';
  preset: string;
  epochs: number;
  backendChoice: BackendName | 'auto';
  backend: BackendInfo | undefined;
  /** Whether a backend is on its way. */
  isChoosing: boolean;
  weights: WeightsInfo | undefined;
  isLoadingWeights: boolean;
  /** A file of weights that fit more than one network: a person has to say which. */
  choice: {file: File; presets: string[]} | undefined;
  training: Training | undefined;
  /** `file` is the one that it was opened from. */
  network: (NetworkInfo & {file?: string}) | undefined;
  /** Whether the network was trained here and not downloaded since. */
  isUnsaved: boolean;
  look: Look | undefined;
  errors: Partial<Record<Place, string>>;
}

export interface Training {
  isRunning: boolean;
  isStopping: boolean;
  notes: string[];
  step: number;
  totalSteps: number;
  secondsLeft: number | undefined;
  imagesPerSecond: number;
  losses: {step: number; loss: number; accuracy: number}[];
  evaluations: {step: number; loss: number; accuracy: number}[];
  filters: {layer: string; picture: RgbaPicture} | undefined;
  answers: Map<number, Answer>;
  /** What each photo shows by the name that its bucket had when the training began. */
  truth: ReadonlyMap<number, string>;
}

/** One photo that is looked at closely. */
export interface Look {
  photo: Photo;
  answer: Answer | undefined;
  layer: string;
  activations: RgbaPicture | undefined;
  restsOn: RestsOn | undefined;
  /** Share of the places that were covered so far; undefined when nothing is under way. */
  restsOnProgress: number | undefined;
}

let nextKey = 1;

export function newBucket(name: string): Bucket {
  return {key: nextKey++, name, photos: [], heldBack: [], rejected: [], pending: 0};
}

export function newTraining(truth: ReadonlyMap<number, string> = new Map()): Training {
  return {
    isRunning: true,
    isStopping: false,
    notes: [],
    step: 0,
    totalSteps: 0,
    secondsLeft: undefined,
    imagesPerSecond: 0,
    losses: [],
    evaluations: [],
    filters: undefined,
    answers: new Map(),
    truth,
  };
}

export function initialState(): State {
  return {
    buckets: [newBucket('cat'), newBucket('dog')],
    asked: [],
    start: 'features',
    preset: 'alexnet-mini',
    epochs: 30,
    backendChoice: 'auto',
    backend: undefined,
    isChoosing: true,
    weights: undefined,
    isLoadingWeights: false,
    choice: undefined,
    training: undefined,
    network: undefined,
    isUnsaved: false,
    look: undefined,
    errors: {},
  };
}

/** Each photo with its label and whether it is held back: as chosen, else every fifth of each bucket. */
export function divide(buckets: readonly Bucket[]): {photo: Photo; label: number; isHeldBack: boolean}[] {
  const isChosen = buckets.some(({heldBack}) => heldBack.length > 0);
  return buckets.flatMap(({photos, heldBack}, label) => [
    ...photos.map((photo, at) => ({photo, label, isHeldBack: !isChosen && at % 5 === 4})),
    ...heldBack.map(photo => ({photo, label, isHeldBack: true})),
  ]);
}

/** Takes sentences away from where they stood. */
export function clearErrors(state: State, ...places: Place[]): void {
  for (const place of places) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the key is one of five known names
    delete state.errors[place];
  }
}

/** Whether who closes the page now loses something: photos, a training, or a network. */
export function holdsSomething({buckets, training, isUnsaved}: State): boolean {
  return (
    isUnsaved ||
    training?.isRunning === true ||
    buckets.some(({photos, heldBack}) => photos.length + heldBack.length > 0)
  );
}
