/** The rows of a network’s table: what a layer is, and which rows feed it. Data only. */

/** How the values of a kernel are drawn. */
export type InitConfig =
  | {readonly kind: 'gaussian' | 'truncatedGaussian'; readonly stddev: number}
  | {readonly kind: 'msra' | 'xavier'};

/** One number for height and width, or one for each. */
export type RowSize = number | readonly [number, number];

/** What every row of a network has. */
interface RowBase {
  /** Name of the layer; the paper's and Caffe's where they have one. */
  readonly name: string;
  /** The row that feeds it, or several where it joins them; 'data' is the input. Default: the row before. */
  readonly from?: string | readonly string[];
}

/** What rows with weights have besides. */
interface WeightedRow extends RowBase {
  /** Default 'linear'. */
  readonly activation?: 'relu' | 'tanh' | 'sigmoid' | 'linear';
  /** False leaves the biases out. Default true. */
  readonly useBias?: boolean;
  /** Default: the preset's `init.kernel`. */
  readonly kernelInit?: InitConfig;
  /** Value of all biases at the start. Default: the preset's `init.bias`. */
  readonly biasInit?: number;
}

/** A convolution. */
export interface ConvRow extends WeightedRow {
  readonly kind: 'conv';
  /** Number of filters; 'classes' where a convolution is the last layer with weights. */
  readonly filters: number | 'classes';
  readonly kernelSize: RowSize;
  /** Default 1. */
  readonly strides?: RowSize;
  /** 'valid', 'same', or pixels on each side. Default 'valid'. */
  readonly padding?: 'valid' | 'same' | number;
  /** Distance between the taps of the kernel. Default 1. */
  readonly dilation?: RowSize;
  /** Default 1. */
  readonly groups?: number;
}

/** Local response normalization across channels, in tfjs's terms: alpha is not divided by the window. */
export interface LRNRow extends RowBase {
  readonly kind: 'lrn';
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Local response normalization within each channel, over a square window; alpha is divided by the window's area. */
export interface SpatialLRNRow extends RowBase {
  readonly kind: 'spatialLrn';
  /** Side of the window. Odd. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
}

/** What both kinds of pooling have. */
interface PoolRow extends RowBase {
  readonly poolSize: RowSize;
  readonly strides: RowSize;
  /** Pixels on each side. Default 0. */
  readonly padding?: number;
  /** Rounds the output size up, as Caffe does. Default false. */
  readonly ceilMode?: boolean;
}

/** Max pooling; padding never wins. */
export interface MaxPoolRow extends PoolRow {
  readonly kind: 'maxPool';
}

/** Average pooling. */
export interface AvgPoolRow extends PoolRow {
  readonly kind: 'avgPool';
  /** Whether padded pixels count in the divisor, as in Caffe and by default in PyTorch. Default true. */
  readonly countPadding?: boolean;
}

/** The average of each channel: an image becomes one row of numbers. */
export interface GlobalAvgPoolRow extends RowBase {
  readonly kind: 'globalAvgPool';
}

/** The largest value of each channel: an image becomes one row of numbers. */
export interface GlobalMaxPoolRow extends RowBase {
  readonly kind: 'globalMaxPool';
}

/** Zeros around an image: [[above, below], [left, right]]. */
export interface ZeroPadRow extends RowBase {
  readonly kind: 'zeroPad';
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

/** An activation as a layer of its own. */
export interface ActivationRow extends RowBase {
  readonly kind: 'activation';
  readonly activation: 'relu' | 'tanh' | 'sigmoid';
}

/** Puts the channels of several rows behind one another. */
export interface ConcatRow extends RowBase {
  readonly kind: 'concat';
  readonly from: readonly string[];
}

/** Joins rows of one shape, value by value. */
export interface EltwiseRow extends RowBase {
  readonly kind: 'eltwise';
  readonly operation: 'sum' | 'product' | 'max';
  readonly from: readonly string[];
}

/** Batch normalization over the last axis. */
export interface BatchNormRow extends RowBase {
  readonly kind: 'batchNorm';
  /** Added to the variance. Default 1e-5 (Caffe, PyTorch and ONNX). */
  readonly epsilon?: number;
  /** Part of the running mean and variance that a training step keeps. Default 0.9 (PyTorch and ONNX). */
  readonly momentum?: number;
  /** False leaves gamma and beta out, as Caffe does, whose Scale layer has them. Default true. */
  readonly affine?: boolean;
}

/** A factor and a shift per channel, learned. */
export interface ScaleRow extends RowBase {
  readonly kind: 'scale';
  /** False leaves the shift out. Default true. */
  readonly useBias?: boolean;
}

/** Makes one row of numbers of an image. */
export interface FlattenRow extends RowBase {
  readonly kind: 'flatten';
}

/** A fully connected layer. */
export interface DenseRow extends WeightedRow {
  readonly kind: 'dense';
  /** Number of units; 'classes' for the last layer. */
  readonly units: number | 'classes';
}

/** Dropout. */
export interface DropoutRow extends RowBase {
  readonly kind: 'dropout';
  /** Part that is switched off. Default: the preset's; the `dropout` that `createModel` is given replaces both. */
  readonly rate?: number;
}

/** Softmax over the last axis as a layer of its own, so that the logits in front of it can be reached. */
export interface SoftmaxRow extends RowBase {
  readonly kind: 'softmax';
}

/** One layer of a network. The last row is the output. */
export type LayerRow =
  | ConvRow
  | LRNRow
  | SpatialLRNRow
  | MaxPoolRow
  | AvgPoolRow
  | GlobalAvgPoolRow
  | GlobalMaxPoolRow
  | ZeroPadRow
  | ActivationRow
  | ConcatRow
  | EltwiseRow
  | BatchNormRow
  | ScaleRow
  | FlattenRow
  | DenseRow
  | DropoutRow
  | SoftmaxRow;
