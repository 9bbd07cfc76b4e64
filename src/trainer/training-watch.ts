import {predictImages} from '../evaluation/predict-images';
import type {Network} from './current-network';
import {drawFilters} from './draw-filters';
import type {TrainerEvent} from './trainer-events';
import {pickSquares, sourceOfSquares, type SquareSet} from './training-set';

/** What the caller wants to see of a network while it is trained; each costs time. */
export interface Watched {
  predictions: boolean;
  filters: boolean;
}

/** Most images of the validation set that are predicted. */
const MAX_SAMPLES = 24;
/** Least time between two looks … */
const EVERY_MS = 2500;
/** … which together take at most this fraction of the time. */
const FRACTION = 0.1;
const TOP = 5;

/** Options of {@link TrainingWatch}. */
export interface TrainingWatchOptions {
  watched: Watched;
  send: (event: TrainerEvent) => void;
  /** A clock in milliseconds. Default: performance.now. */
  now?: () => number;
}

/** Shows a network while it is trained: its filters, and its predictions on some images of the validation set. */
export class TrainingWatch {
  readonly #network: Network;
  readonly #samples: SquareSet | undefined;
  readonly #indices: number[];
  readonly #options: Required<TrainingWatchOptions>;
  #nextMs = -Infinity;

  constructor(network: Network, {now = () => performance.now(), ...options}: TrainingWatchOptions) {
    this.#network = network;
    const {validation} = network;
    this.#indices = validation === undefined ? [] : spread(validation.labels.length, MAX_SAMPLES);
    this.#samples = validation && pickSquares(validation, this.#indices);
    this.#options = {...options, now};
  }

  /** Before the first step: the filters. */
  async begin(): Promise<void> {
    await this.#showFilters();
  }

  /** After an evaluation: a look, if it is time for one. */
  async afterEvaluation(): Promise<void> {
    const {now} = this.#options;
    const begin = now();
    if (begin >= this.#nextMs) {
      await this.look();
      const end = now();
      this.#nextMs = end + Math.max(EVERY_MS, (end - begin) / FRACTION);
    }
  }

  /** The filters and the predictions now. */
  async look(): Promise<void> {
    await this.#showPredictions();
    await this.#showFilters();
  }

  async #showFilters(): Promise<void> {
    const {watched, send} = this.#options;
    const filters = watched.filters ? await drawFilters(this.#network) : undefined;
    if (filters !== undefined) {
      send({kind: 'filters', filters});
    }
  }

  async #showPredictions(): Promise<void> {
    const {watched, send} = this.#options;
    const samples = this.#samples;
    if (!watched.predictions || samples === undefined) {
      return;
    }
    const {model, preprocessing} = this.#network;
    const source = sourceOfSquares(samples, preprocessing.classes);
    try {
      const predicted = await predictImages(model, source, {preprocessing, top: TOP});
      const predictions = predicted.map(({top}, at) => ({
        index: this.#indices[at] ?? 0,
        label: samples.labels[at] ?? 0,
        top,
      }));
      send({kind: 'predictions', predictions});
    } finally {
      source.dispose();
    }
  }
}

/** At most `most` positions, evenly spread: images are often in the order of their classes. */
function spread(count: number, most: number): number[] {
  const every = Math.max(1, count / most);
  return Array.from({length: Math.min(count, most)}, (_, at) => Math.floor(at * every));
}
