/** The rows of a network’s table: the type of each layer, and the rows that are its inputs. Data only. */

/** Distribution of the initial values of a kernel. */
export type InitConfig =
  | {readonly kind: 'gaussian' | 'truncatedGaussian'; readonly stddev: number}
  | {readonly kind: 'msra' | 'xavier'};

/** One number for height and width, or one for each. */
export type RowSize = number | readonly [number, number];

/** Fields of every row of a network. */
interface RowBase {
  /** Name of the layer; the paper's and Caffe's where they have one. */
  readonly name: string;
  /** The row that is its input, or several rows that it joins; 'data' is the input. Default: the row before. */
  readonly from?: string | readonly string[];
}

/** Further fields of rows with weights. */
interface WeightedRow extends RowBase {
  /** Activation. Default 'linear'. */
  readonly activation?: 'relu' | 'tanh' | 'sigmoid' | 'linear';
  /** False leaves the biases out. Default true. */
  readonly useBias?: boolean;
  /** Initialization of the kernel. Default: the preset's `init.kernel`. */
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
  /** Step of the kernel. Default 1. */
  readonly strides?: RowSize;
  /** Padding: 'valid', 'same', or pixels on each side. Default 'valid'. */
  readonly padding?: 'valid' | 'same' | number;
  /** Dilation: distance between the positions of the kernel. Default 1. */
  readonly dilation?: RowSize;
  /** Number of groups of a grouped convolution. Default 1. */
  readonly groups?: number;
}

/** A transposed convolution. */
export interface DeconvRow extends WeightedRow {
  readonly kind: 'deconv';
  readonly filters: number;
  readonly kernelSize: RowSize;
  /** Pixels of the output between two pixels of the input. Default 1. */
  readonly strides?: RowSize;
  /** Dilation: distance between the positions of the kernel. Default 1. */
  readonly dilation?: RowSize;
  /** Number of groups. Default 1. */
  readonly groups?: number;
  /** Pixels cut off the output, [[above, below], [left, right]]; a negative number adds pixels. Default none. */
  readonly cropping?: readonly [readonly [number, number], readonly [number, number]];
}

/** Local response normalization (LRN) in the terms of tfjs: alpha is not divided by the window. */
export interface LRNRow extends RowBase {
  readonly kind: 'lrn';
  /** Channels on each side of the center, or before and after it. */
  readonly depthRadius: number | readonly [before: number, after: number];
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Spatial local response normalization: a square window in each channel; alpha is divided by the window's area. */
export interface SpatialLRNRow extends RowBase {
  readonly kind: 'spatialLrn';
  /** Side of the window. Odd. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Fields of both kinds of pooling. */
interface PoolRow extends RowBase {
  readonly poolSize: RowSize;
  readonly strides: RowSize;
  /** Pixels on each side. Default 0. */
  readonly padding?: RowSize;
  /** Rounds the output size up, as Caffe does. Default false. */
  readonly ceilMode?: boolean;
}

/** Max pooling; a padded pixel is never the maximum. */
export interface MaxPoolRow extends PoolRow {
  readonly kind: 'maxPool';
}

/** Average pooling. */
export interface AvgPoolRow extends PoolRow {
  readonly kind: 'avgPool';
  /** Whether padded pixels count in the divisor, as in Caffe and by default in PyTorch. Default true. */
  readonly countPadding?: boolean;
}

/** The average of each channel: an image becomes a vector. */
export interface GlobalAvgPoolRow extends RowBase {
  readonly kind: 'globalAvgPool';
}

/** The largest value of each channel: an image becomes a vector. */
export interface GlobalMaxPoolRow extends RowBase {
  readonly kind: 'globalMaxPool';
}

/** Zeros around an image: [[above, below], [left, right]]. */
export interface ZeroPadRow extends RowBase {
  readonly kind: 'zeroPad';
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

/** A constant around the axes behind the batch: [before, behind] for each. */
export interface PadRow extends RowBase {
  readonly kind: 'pad';
  readonly padding: readonly (readonly [number, number])[];
  /** The constant; 'lowest' is less than any value, so that a maximum never is one of the border. Default 0. */
  readonly value?: number | 'lowest';
}

/** An activation as a layer of its own. */
export interface ActivationRow extends RowBase {
  readonly kind: 'activation';
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'logSoftmax';
}

/** A rectifier with a slope for negative values. */
export interface LeakyReluRow extends RowBase {
  readonly kind: 'leakyRelu';
  /** The slope. */
  readonly alpha: number;
}

/** An exponential linear unit: exp(x) − 1 for negative values. */
export interface EluRow extends RowBase {
  readonly kind: 'elu';
}

/** A rectifier whose slope for negative values is learned. */
export interface PreluRow extends RowBase {
  readonly kind: 'prelu';
  /** Axes along which the slope is the same, counted from 1: [1, 2] for one slope per channel. Default none. */
  readonly sharedAxes?: readonly number[];
}

/** A power of each value: (shift + scale · x) ^ power. */
export interface PowerRow extends RowBase {
  readonly kind: 'power';
  /** Default 1. */
  readonly power?: number;
  /** Default 1. */
  readonly scale?: number;
  /** Default 0. */
  readonly shift?: number;
}

/** Cuts pixels off the sides of an image: [[above, below], [left, right]]. */
export interface CropRow extends RowBase {
  readonly kind: 'crop';
  readonly cropping: readonly [readonly [number, number], readonly [number, number]];
}

/** Some of the channels. */
export interface SliceRow extends RowBase {
  readonly kind: 'slice';
  /** First channel. Default 0. */
  readonly begin?: number;
  /** Number of channels. */
  readonly size: number;
}

/** Concatenates the channels of several rows. */
export interface ConcatRow extends RowBase {
  readonly kind: 'concat';
  readonly from: readonly string[];
}

/** Combines rows of one shape, value by value. */
export interface EltwiseRow extends RowBase {
  readonly kind: 'eltwise';
  readonly operation: 'sum' | 'product' | 'max' | 'min';
  readonly from: readonly string[];
}

/** Batch normalization over the last axis. */
export interface BatchNormRow extends RowBase {
  readonly kind: 'batchNorm';
  /** Added to the variance. Default 1e-5 (Caffe, PyTorch and ONNX). */
  readonly epsilon?: number;
  /** Fraction of the running mean and variance that a training step keeps. Default 0.9 (PyTorch and ONNX). */
  readonly momentum?: number;
  /** False leaves gamma and beta out, as Caffe does, whose Scale layer has them. Default true. */
  readonly affine?: boolean;
}

/** A learned factor and shift per channel. */
export interface ScaleRow extends RowBase {
  readonly kind: 'scale';
  /** False leaves the factor out. Default true. */
  readonly useScale?: boolean;
  /** False leaves the shift out. Default true. */
  readonly useBias?: boolean;
}

/** Puts the axes behind the batch into another order. */
export interface PermuteRow extends RowBase {
  readonly kind: 'permute';
  /** For each axis of the output, the axis of the input, counted from 0 without the batch. */
  readonly order: readonly number[];
}

/** Changes the axes of the values; their order stays. */
export interface ReshapeRow extends RowBase {
  readonly kind: 'reshape';
  /** Without the batch. */
  readonly shape: readonly number[];
}

/** Entries of an axis, in any order. */
export interface SelectRow extends RowBase {
  readonly kind: 'select';
  /** Counted from 0 without the batch. */
  readonly axis: number;
  /** Places in the input, one for each place of the output. */
  readonly indices: readonly number[];
}

/** Weighted sums of the entries of an axis, such as those that make an image larger. */
export interface AxisProductRow extends RowBase {
  readonly kind: 'axisProduct';
  /** Counted from 0 without the batch. */
  readonly axis: number;
  /** For each place of the output, one weight per place of the input. */
  readonly matrix: readonly (readonly number[])[];
}

/** Arithmetic with a constant that the file holds: the same for every image. */
export interface ArithmeticRow extends RowBase {
  readonly kind: 'arithmetic';
  /** What is done with value and constant; in the last three the constant comes first. */
  readonly operation:
    'add' | 'multiply' | 'power' | 'maximum' | 'minimum' | 'subtractFrom' | 'divide' | 'exponentiate';
  /** Shape of the constant: along each axis that of the input, or 1. */
  readonly shape: readonly number[];
}

/** A function of each value. */
export interface PointwiseRow extends RowBase {
  readonly kind: 'pointwise';
  readonly function: PointwiseName;
  /** First parameter: see `pointwise-function.ts`. Default 1. */
  readonly alpha?: number;
  /** Second parameter. Default 0. */
  readonly beta?: number;
}

/** Functions of one value. */
export type PointwiseName =
  | 'absolute'
  | 'clip'
  | 'celu'
  | 'cosine'
  | 'elu'
  | 'erf'
  | 'exponential'
  | 'gelu'
  | 'hardSigmoid'
  | 'hardSwish'
  | 'logarithm'
  | 'mish'
  | 'negative'
  | 'quantizeInt8'
  | 'quantizeUint8'
  | 'reciprocal'
  | 'roundDown'
  | 'roundUp'
  | 'selu'
  | 'shrink'
  | 'sign'
  | 'sine'
  | 'softplus'
  | 'softsign'
  | 'squareRoot'
  | 'swish'
  | 'thresholdedRelu';

/** Reduces the last axis to one value. */
export interface ReduceRow extends RowBase {
  readonly kind: 'reduce';
  readonly operation: 'sum' | 'mean' | 'max' | 'min' | 'product';
}

/** Normalizes each channel of each image by its own mean and variance. */
export interface InstanceNormRow extends RowBase {
  readonly kind: 'instanceNorm';
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** Flattens an image to a vector. */
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
  /** Fraction of the units that are dropped. Default: the preset's; the option `dropout` of `createModel` replaces both. */
  readonly rate?: number;
}

/** Softmax over the last axis as a layer of its own, so that the logits in front of it can be reached. */
export interface SoftmaxRow extends RowBase {
  readonly kind: 'softmax';
}

/** One layer of a network. The last row is the output. */
export type LayerRow =
  | ConvRow
  | DeconvRow
  | LRNRow
  | SpatialLRNRow
  | MaxPoolRow
  | AvgPoolRow
  | GlobalAvgPoolRow
  | GlobalMaxPoolRow
  | ZeroPadRow
  | CropRow
  | SliceRow
  | PadRow
  | PermuteRow
  | ReshapeRow
  | SelectRow
  | AxisProductRow
  | ArithmeticRow
  | PointwiseRow
  | ReduceRow
  | InstanceNormRow
  | ActivationRow
  | LeakyReluRow
  | EluRow
  | PreluRow
  | PowerRow
  | ConcatRow
  | EltwiseRow
  | BatchNormRow
  | ScaleRow
  | FlattenRow
  | DenseRow
  | DropoutRow
  | SoftmaxRow;
