import type {LayerRow} from '../layer-row';

/** Arguments of {@link inceptionModule}. */
export interface InceptionModuleArgs {
  /** Name of the module, as in Caffe: `inception_3a`. */
  name: string;
  /** Filters, in the order of table 1: 1 × 1; 3 × 3 reduce, 3 × 3; 5 × 5 reduce, 5 × 5; pool projection. */
  filters: readonly [number, number, number, number, number, number];
  /** Side of the kernel of the third branch. Default 5. */
  largeKernel?: number;
  /** Whether each convolution has batch normalization in place of biases. Default false. */
  isNormalized?: boolean;
}

/**
 * Returns the rows of one inception module: four branches side by side, concatenated, under Caffe's names.
 *
 * Source: Szegedy et al. (2014), figure 2b.
 */
export function inceptionModule(
  from: string,
  {name, filters, largeKernel = 5, isNormalized = false}: InceptionModuleArgs,
): LayerRow[] {
  const [small, middleReduce, middle, largeReduce, large, projection] = filters;
  const branch = (part: string, count: number, kernelSize: number, input: string): LayerRow[] =>
    convolution({name: `${name}/${part}`, from: input, filters: count, kernelSize, isNormalized});
  const rows = [
    branch('1x1', small, 1, from),
    [
      ...branch('3x3_reduce', middleReduce, 1, from),
      ...branch('3x3', middle, 3, endOf(`${name}/3x3_reduce`, isNormalized)),
    ],
    [
      ...branch('5x5_reduce', largeReduce, 1, from),
      ...branch('5x5', large, largeKernel, endOf(`${name}/5x5_reduce`, isNormalized)),
    ],
    [
      {kind: 'maxPool', name: `${name}/pool`, from, poolSize: 3, strides: 1, padding: 1} as const,
      ...branch('pool_proj', projection, 1, `${name}/pool`),
    ],
  ];
  const ends = ['1x1', '3x3', '5x5', 'pool_proj'].map(part => endOf(`${name}/${part}`, isNormalized));
  return [...rows.flat(), {kind: 'concat', name: `${name}/output`, from: ends}];
}

/** Arguments of {@link convolution}. */
export interface ConvolutionArgs {
  name: string;
  /** The row that is its input. Default: the row before. */
  from?: string;
  filters: number;
  kernelSize: number;
  /** Default 1. */
  strides?: number;
  isNormalized: boolean;
}

/**
 * Returns a convolution that keeps the size, with its ReLU: one row, or three with batch normalization between them, whose
 * epsilon is torchvision's.
 */
export function convolution({name, isNormalized, kernelSize, ...rest}: ConvolutionArgs): LayerRow[] {
  const conv = {kind: 'conv', name, ...rest, kernelSize, padding: (kernelSize - 1) / 2} as const;
  return isNormalized
    ? [
        {...conv, useBias: false},
        {kind: 'batchNorm', name: `${name}/bn`, epsilon: 0.001},
        {kind: 'activation', name: endOf(name, true), activation: 'relu'},
      ]
    : [{...conv, activation: 'relu'}];
}

/** Name of the last row of a {@link convolution}. */
export function endOf(name: string, isNormalized: boolean): string {
  return isNormalized ? `${name}/relu` : name;
}
