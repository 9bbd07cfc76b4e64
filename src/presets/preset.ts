/** What a preset is made of: data only, so that `JSON.parse(JSON.stringify(preset))` builds the same network. */
import type {InitConfig, LayerRow} from './layer-row';
import type {ScheduleConfig} from './schedule-config';

export type * from './layer-row';

/** How a photo becomes the network's input. */
export interface PreprocessConfig {
  /** The shorter side of the photo is scaled to this many pixels, and the central square of that side kept. */
  readonly resizeShorterSide: number;
  /** Order of the channels that the network takes. */
  readonly channelOrder: 'rgb' | 'bgr';
  /** Subtracted per channel (of 0–255, in R, G, B order); 'training-set' measures it. */
  readonly mean: 'training-set' | readonly number[];
  /** Multiplied after that; 'training-set' is 1 / the standard deviation of each channel. */
  readonly scale: 'training-set' | number | readonly number[];
}

/** How training photos are varied. */
export interface AugmentationConfig {
  /** Random crops of the input size; else the central one (section 4.1). */
  readonly crop: boolean;
  /** Mirrors one photo in two (section 4.1). */
  readonly flip: boolean;
  /** Standard deviation of the PCA color coefficients; 0 leaves colors alone (section 4.1: 0.1). */
  readonly colorStddev: number;
  /** Area of a crop as a share of the picture, drawn from this range and scaled to the input size. Default: crops are not scaled. */
  readonly cropArea?: readonly [number, number];
}

/** Constants of training; each is the default of the option of that name. */
export interface TrainConfig {
  readonly optimizer: 'momentum' | 'sgd' | 'adam';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Factors on learning rate and decay, by weight name; a star for the layer stands for any, as in Caffe's two. */
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
  /** Name of the model; of a preset, that by which `createModel` finds it. */
  readonly id: string;
  /** [height, width, channels] of the input. */
  readonly inputShape: readonly [number, number, number];
  /** Outputs where none are asked for. */
  readonly classes: number;
  /** Part of the units that dropout switches off. */
  readonly dropout: number;
  readonly layers: readonly LayerRow[];
  /** How weights start where a row does not say. */
  readonly init: {readonly kernel: InitConfig; readonly bias: number};
}

/** A published network as data: its layers apart from its preprocessing and the constants of its training. */
export interface Preset extends NetworkTable {
  /** What it is, in one line. */
  readonly title: string;
  /** Where it was published. */
  readonly paper: {
    readonly authors: string;
    readonly title: string;
    readonly year: number;
    readonly section?: string;
  };
  /** Every departure from the paper. */
  readonly notes: readonly string[];
  readonly preprocess: PreprocessConfig;
  readonly train: TrainConfig;
}

/** Freezes a preset and all in it: a table that a program could change would not be data. */
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
