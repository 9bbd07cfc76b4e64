import type {ClassScore} from 'tfjs-alexnet';
import {startCamera, stopCamera} from '../camera/camera-stream';
import {liveLoop, type LiveLoop} from '../camera/live-loop';
import type {NetworkClient} from './network-client';
import {clearErrors, type State} from './state';
import {sentence} from './wording';

/** Predictions of what the camera shows now. */
export interface Live {
  scores: readonly ClassScore[];
  /** Number of predictions since the camera was started. */
  count: number;
  /** Predictions per second; undefined until they have been counted for a second. */
  perSecond: number | undefined;
}

/** Starts and stops the predictions of what the camera shows. */
export class LiveActions {
  readonly #state: State;
  readonly #network: NetworkClient;
  readonly #update: () => void;
  #loop: LiveLoop | undefined;
  #video: HTMLVideoElement | undefined;

  constructor(state: State, network: NetworkClient, update: () => void) {
    this.#state = state;
    this.#network = network;
    this.#update = update;
  }

  async start(video: HTMLVideoElement): Promise<void> {
    clearErrors(this.#state, 'look');
    this.#video = video;
    this.#state.live = {scores: [], count: 0, perSecond: undefined};
    this.#update();
    const inputPx = this.#state.network?.inputPx;
    try {
      if (inputPx === undefined || !(await startCamera(video))) {
        return;
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#loop = liveLoop(video, {
      sidePx: inputPx,
      predict: frame => this.#network.predict(frame),
      onScores: (scores, perSecond) => {
        this.#state.live = {scores, count: (this.#state.live?.count ?? 0) + 1, perSecond};
        this.#update();
      },
      onError: error => {
        this.#fail(error);
      },
    });
  }

  stop(): void {
    this.#loop?.stop();
    this.#loop = undefined;
    if (this.#video !== undefined) {
      stopCamera(this.#video);
    }
    this.#state.live = undefined;
    this.#update();
  }

  #fail(error: unknown): void {
    this.stop();
    this.#state.errors.look = sentence(error);
    this.#update();
  }
}
