/** What the page and the worker say to each other. Plain data, so that it can be copied between threads. */
import type {ClassScore, RgbaPicture} from 'tfjs-alexnet';

export type BackendName = 'webgpu' | 'webgl' | 'wasm';

export interface BackendInfo {
  name: BackendName;
  /** A sentence for people: how fast it is to be expected, and why it was taken. */
  words: string;
}

/** A photo that the worker keeps. */
export interface KeptPhoto {
  id: number;
  /** A small JPEG. */
  thumbnail: Blob;
  /** The same for files with the same bytes. */
  fingerprint: string;
}

/** Weights that a file held. */
export interface WeightsInfo {
  file: string;
  /** Preset that they belong to. */
  preset: string;
  /** A sentence about what was taken. */
  words: string;
}

/** Weights that fit more than one network: which, a person has to say. */
export interface WeightsChoice {
  presets: string[];
}

/** A photo in the training. */
export interface TrainingPhoto {
  id: number;
  name: string;
  label: number;
  isHeldBack: boolean;
}

export interface TrainRequest {
  classes: string[];
  photos: TrainingPhoto[];
  /** `features`: a new last layer on the network whose weights were loaded. `scratch`: a preset with random weights. */
  start: 'features' | 'scratch';
  /** Where the start is scratch. */
  preset: string;
  epochs: number;
}

/** What was said of one photo. */
export interface Answer {
  id: number;
  top: ClassScore[];
}

/** What an answer rests on. */
export interface RestsOn {
  label: string;
  /** The photo, redder where covering it cost more of the answer. */
  picture: RgbaPicture;
  /** Probability of the label with nothing covered. */
  probability: number;
  /** The lowest one, with a part covered. */
  lowest: number;
}

export type TrainEvent =
  | {kind: 'note'; text: string}
  | {
      kind: 'progress';
      step: number;
      totalSteps: number;
      loss: number;
      accuracy: number;
      secondsLeft: number;
      imagesPerSecond: number;
    }
  | {kind: 'evaluation'; step: number; loss: number; accuracy: number}
  | {kind: 'filters'; layer: string; picture: RgbaPicture}
  | {kind: 'answers'; answers: Answer[]};

/** A network that can be asked: trained here, or opened from a file. */
export interface NetworkInfo {
  preset: string;
  classes: string[];
  /** Layers whose activations can be drawn. */
  layers: string[];
  /** Share of held-back photos that it names rightly; undefined where it was opened from a file. */
  accuracy?: number;
  heldBack?: number;
  seconds?: number;
  /** Whether it was stopped before its last step. */
  isStopped: boolean;
}

/** The worker's side: every method may fail with an Error whose message is a sentence for people. */
export interface Workshop {
  chooseBackend(name: BackendName | 'auto'): Promise<BackendInfo>;
  addPhoto(file: Blob, name: string): Promise<KeptPhoto>;
  removePhoto(id: number): void;
  /** `preset` names the network where the file fits more than one. */
  openWeights(file: Blob, name: string, preset?: string): Promise<WeightsInfo | WeightsChoice>;
  train(request: TrainRequest, listener: (event: TrainEvent) => void): Promise<NetworkInfo>;
  stop(): void;
  predict(id: number): Promise<Answer>;
  /** What the network sees of the photo, red where its answer rests on it. */
  restsOn(id: number, listener: (done: number, count: number) => void): Promise<RestsOn>;
  activations(id: number, layer: string): Promise<RgbaPicture>;
  filters(): Promise<{layer: string; picture: RgbaPicture} | undefined>;
  /** The model directory of the command `alexnet`, as a zip file. */
  saveModel(): Promise<Blob>;
  openModel(file: Blob, name: string): Promise<NetworkInfo>;
}
