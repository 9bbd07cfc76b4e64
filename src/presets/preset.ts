/** Types of a preset: data only, so that `JSON.parse(JSON.stringify(preset))` builds the same network. */
import type {InitConfig, LayerRow} from './layer-row';
import type {ScheduleConfig} from './schedule-config';

export type * from './layer-row';

/** Preprocessing of a photo into the network's input. */
export interface PreprocessConfig {
  /** The shorter side of the photo is scaled to this many pixels, and the central square of that side kept. */
  readonly resizeShorterSide: number;
  /** Order of the channels that the network takes. */
  readonly channelOrder: 'rgb' | 'bgr';
  /** Subtracted per channel (of 0–255, in R, G, B order); 'training-set' computes it from the training set. */
  readonly mean: 'training-set' | readonly number[];
  /** Multiplied after that; 'training-set' is 1 / the standard deviation of each channel. */
  readonly scale: 'training-set' | number | readonly number[];
}

/** Augmentation of the training photos. */
export interface AugmentationConfig {
  /** Whether crops of the input size are random; else they are central (section 4.1). */
  readonly crop: boolean;
  /** Whether one photo in two is mirrored (section 4.1). */
  readonly flip: boolean;
  /** Standard deviation of the PCA color coefficients; 0 leaves colors alone (section 4.1: 0.1). */
  readonly colorStddev: number;
  /** Area of a crop as a fraction of the photo, drawn from this range and scaled to the input size. Default: crops are not scaled. */
  readonly cropArea?: readonly [number, number];
  /** Probability that a window of a photo is set to the mean. Default 0. */
  readonly erasing?: number;
}

/** Constants of training; each is the default of the option of that name. */
export interface TrainConfig {
  readonly optimizer: 'momentum' | 'sgd' | 'adam';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Factors of learning rate and weight decay, by weight name; `*` as the layer means any, as Caffe's `lr_mult`, `decay_mult`. */
  readonly multipliers?: Readonly<
    Record<string, {readonly learningRate?: number; readonly weightDecay?: number}>
  >;
  /** Photos per step. */
  readonly batchSize: number;
  readonly epochs: number;
  readonly schedule: ScheduleConfig;
  /** Steps over which the learning rate rises to its full value. */
  readonly warmupSteps: number;
  readonly augmentation: AugmentationConfig;
}

/** A network as data: what is needed to build it. */
export interface NetworkTable {
  /** Name of the model; `createModel` finds a preset by it. */
  readonly id: string;
  /** [height, width, channels] of the input. */
  readonly inputShape: readonly [number, number, number];
  /** Default number of outputs. */
  readonly classes: number;
  /** Fraction of the units that dropout drops. */
  readonly dropout: number;
  readonly layers: readonly LayerRow[];
  /** Initialization of the weights of rows without their own. */
  readonly init: {readonly kernel: InitConfig; readonly bias: number};
}

/** A published network as data: its layers, its preprocessing and the constants of its training. */
export interface Preset extends NetworkTable {
  /** Description in one line. */
  readonly title: string;
  /** The publication. */
  readonly paper: {
    readonly authors: string;
    readonly title: string;
    readonly year: number;
    readonly section?: string;
  };
  /** Every difference from the paper. */
  readonly notes: readonly string[];
  readonly preprocess: PreprocessConfig;
  readonly train: TrainConfig;
}

/** Freezes a preset and everything in it, so that no program can change it. */
export function freezePreset<T extends Preset>(preset: T): T {
  const freeze = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(freeze);
      Object.freeze(value);
    }
  };
  freeze(preset);
  return preset;
}
