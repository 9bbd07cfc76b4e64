import type {AugmentationConfig, Preset} from './preset';
import type {ScheduleConfig} from './schedule-config';

/**
 * Settings of a training as data: those of `run.json`, of a settings file and of a recipe. Each is the option of
 * `trainOnPhotos` of that name, or an option of `alexnet train`.
 */
export interface TrainSettings {
  /** Folder of photos. */
  readonly data?: string;
  /** Folder of the validation set. */
  readonly validation?: string;
  /** Fraction of `data` for the validation set where there is no `validation`. */
  readonly validationSplit?: number;
  /** Model directory to write. */
  readonly out?: string;
  /** Id of a preset, or a table of one's own. */
  readonly preset?: string | Preset;
  /** Whether the network has batch normalization in place of local response normalization and dropout. */
  readonly batchNorm?: boolean;
  /** Name of a recipe for the settings that are not set. */
  readonly recipe?: string;
  /** Class names in the order of the outputs. */
  readonly classes?: readonly string[];
  /** Weights of the classes in the loss. */
  readonly classWeights?: 'balanced' | Readonly<Record<string, number>>;
  /** Fraction of each target that is spread evenly over all classes. */
  readonly labelSmoothing?: number;
  /** Parameter of mixup. */
  readonly mixup?: number;
  /** Parameter of cutmix. */
  readonly cutmix?: number;
  /** Decay of the average of the weights that is evaluated and saved. */
  readonly averageDecay?: number;
  /** Initial weights: a file, a model directory or a published name. */
  readonly weights?: string;
  /** Factor on the learning rate of all layers but the last, with `weights`. */
  readonly oldLayersRate?: number;
  /** Last layer that is not trained. */
  readonly freeze?: string;
  /** Views per photo that frozen layers compute. */
  readonly frozenViews?: 1 | 2 | 10 | 'random';
  /** Memory for the output of frozen layers, in bytes. */
  readonly featureBytes?: number;
  readonly optimizer?: 'momentum' | 'sgd' | 'adam';
  readonly learningRate?: number;
  /** Of the optimizer `momentum`. */
  readonly momentum?: number;
  /** Of the optimizer `momentum`. */
  readonly weightDecay?: number;
  /** Photos per step. */
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly maxSteps?: number;
  readonly warmupSteps?: number;
  readonly schedule?: ScheduleConfig;
  readonly augmentation?: Partial<AugmentationConfig>;
  /** Fraction of the units that dropout switches off. */
  readonly dropout?: number;
  /** Evaluations without a new best before the run ends. */
  readonly patience?: number;
  readonly seed?: number;
  /** Steps between two evaluations. */
  readonly evaluateEvery?: number;
  /** Steps between two checkpoints. */
  readonly checkpointEvery?: number;
  /** How many of the best checkpoints stay. */
  readonly keep?: number;
  /** Memory for decoded photos, in bytes. */
  readonly cacheBytes?: number;
  readonly histograms?: boolean;
  /** Backend of the command. */
  readonly backend?: 'auto' | 'wasm' | 'node' | 'webgpu' | 'cpu';
  /** Threads of the command. */
  readonly threads?: number;
}

/** Settings that lead to a good training, without the place of photos and model. A settings file can hold the same. */
export interface Recipe extends Omit<TrainSettings, 'data' | 'validation' | 'out' | 'recipe'> {
  /** Description in one line. */
  readonly title?: string;
  /** Reason for each setting, by its name. */
  readonly reasons?: Readonly<Partial<Record<keyof TrainSettings, string>>>;
}
