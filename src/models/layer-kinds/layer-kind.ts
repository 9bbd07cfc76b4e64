/** Types of a kind of layer: every file in this folder has this form. */
import type * as tfl from '@tensorflow/tfjs-layers';
import type {LayerRow} from '../../presets/layer-row';
import type {Preset} from '../../presets/preset';
import type {WeightSlot} from '../weight-layout';

/** The sizes of one row. */
export interface RowSizes {
  /** Output shape without the batch. */
  outputShape: readonly number[];
  /** Weights and biases, including those that no gradient changes (moving means). */
  parameters: number;
  /** Multiplications with an addition, for one image. */
  multiplyAdds: number;
}

/** Arguments of {@link LayerKind.plan} beside the row. */
export interface PlanContext {
  /** Number of classes: the value of 'classes' in a row. */
  classes: number;
  /** Names the layer in an error: `preset "alexnet", layer "conv1"`. */
  where: string;
}

/** Arguments of {@link MakeLayer} beside the row. */
export interface LayerSettings {
  /** Initial weights where a row does not say. */
  init: Preset['init'];
  /** Number of classes: the value of 'classes' in a row. */
  classes: number;
  /** Dropout rate of a row that has none of its own. */
  dropout: number;
  /** Replaces every dropout rate where it is given. */
  dropoutForAll?: number | undefined;
  /** L2 penalty on kernels. 0 for none. */
  weightDecay: number;
  /** Start of every random draw. */
  seed: number | undefined;
}

/** Facts about a tfjs layer class that other parts of the library go by. A missing trait means no. */
export interface LayerTraits {
  /** Draws at random in training; returns its input in prediction. */
  isRandom?: true;
  /** Returns the values of a row in their order (with one weight per value, if any): a flattened image stays one. */
  keepsOrder?: true;
  /** In prediction, each output pixel depends on the same input pixel alone, everywhere in the same way. */
  isPointwise?: true;
  /** Slides a window over the image; 'ceil' rounds the output size up, so that the last window may pass the border. */
  window?: 'floor' | 'ceil';
  /** Training moves weights that no gradient changes (moving means). */
  movesStatistics?: true;
}

/**
 * One kind of layer. `Class` names the tfjs layer classes of this kind, as saved models have them: those that its
 * {@link MakeLayer} returns, and related ones that come with other people's models.
 */
export interface LayerKind<Row extends LayerRow, Class extends string = string> {
  /** The sizes by arithmetic; refuses a row that makes no sense. `inputs` are shapes without the batch. */
  plan(row: Row, inputs: readonly (readonly number[])[], context: PlanContext): RowSizes;
  /** Class of the layer that is made of a row. */
  className(row: Row): Class;
  /** Whether it joins several rows; others take one. */
  readonly joins?: true;
  /** Option of `createModel` that leaves such rows out when it is false. */
  readonly leftOutBy?: 'lrn';
  /** Whether an output per class in front of it is an output per class behind it. */
  readonly keepsClasses?: true;
}

/** Makes the layer of a row: a stock layer where one will do, since a model of those opens without this library. */
export type MakeLayer<Row extends LayerRow> = (row: Row, settings: LayerSettings) => tfl.layers.Layer;

/**
 * Properties of the layers, for code that reads a model: an object of its own, so that a page that loads weights
 * is built without the making of layers.
 */
export interface KindTraits<Class extends string = string> {
  readonly classes: Readonly<Record<Class, LayerTraits>>;
  /** Role of each weight by the last segment of its name. */
  readonly weights: Readonly<Record<string, WeightSlot['role']>>;
}
