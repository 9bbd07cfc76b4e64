import type {LayerRow} from '../layer-row';

/** Filters of each module, in the order of table 1: 1 × 1; 3 × 3 reduce, 3 × 3; 5 × 5 reduce, 5 × 5; pool projection. */
const MODULES: readonly (readonly [name: string, ...filters: number[]])[] = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  ['4a', 192, 96, 208, 16, 48, 64],
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  ['4e', 256, 160, 320, 32, 128, 128],
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
];

/** Arguments of {@link inceptionLayers}. */
export interface InceptionLayersArgs {
  /** Batch normalization, and torchvision's sizes; else LRN and biases, and Caffe's sizes. */
  isNormalized: boolean;
}

/**
 * Returns the layers of GoogLeNet under Caffe's names. An inception module has four branches side by side, concatenated.
 *
 * Source: Szegedy et al. (2014), figure 2b and table 1.
 */
export function inceptionLayers({isNormalized}: InceptionLayersArgs): LayerRow[] {
  const rows: LayerRow[] = [];
  /** Adds a convolution that keeps the size, with its ReLU; returns the name of the last row. */
  const conv = (name: string, filters: number, kernelSize: number, from?: string, strides = 1): string => {
    const row = {
      kind: 'conv',
      name,
      from,
      filters,
      kernelSize,
      strides,
      padding: (kernelSize - 1) / 2,
    } as const;
    if (!isNormalized) {
      rows.push({...row, activation: 'relu'});
      return name;
    }
    rows.push(
      {...row, useBias: false},
      // torchvision's epsilon.
      {kind: 'batchNorm', name: `${name}/bn`, epsilon: 0.001},
      {kind: 'activation', name: `${name}/relu`, activation: 'relu'},
    );
    return `${name}/relu`;
  };
  const pool = (name: string, poolSize = 3): string => {
    rows.push({kind: 'maxPool', name, poolSize, strides: 2, ceilMode: true});
    return name;
  };
  const norm = (name: string): void => {
    if (!isNormalized) {
      rows.push({kind: 'lrn', name, depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75});
    }
  };

  conv('conv1/7x7_s2', 64, 7, undefined, 2);
  pool('pool1/3x3_s2');
  norm('pool1/norm1');
  conv('conv2/3x3_reduce', 64, 1);
  conv('conv2/3x3', 192, 3);
  norm('conv2/norm2');
  let from = pool('pool2/3x3_s2');
  for (const [
    module,
    small = 0,
    reduce = 0,
    middle = 0,
    largeReduce = 0,
    large = 0,
    projection = 0,
  ] of MODULES) {
    const name = `inception_${module}`;
    const ends = [
      conv(`${name}/1x1`, small, 1, from),
      conv(`${name}/3x3`, middle, 3, conv(`${name}/3x3_reduce`, reduce, 1, from)),
      conv(`${name}/5x5`, large, isNormalized ? 3 : 5, conv(`${name}/5x5_reduce`, largeReduce, 1, from)),
    ];
    rows.push({kind: 'maxPool', name: `${name}/pool`, from, poolSize: 3, strides: 1, padding: 1});
    ends.push(conv(`${name}/pool_proj`, projection, 1));
    from = `${name}/output`;
    rows.push({kind: 'concat', name: from, from: ends});
    if (module === '3b') {
      from = pool('pool3/3x3_s2');
    } else if (module === '4e') {
      from = pool('pool4/3x3_s2', isNormalized ? 2 : 3);
    }
  }
  return [
    ...rows,
    {kind: 'globalAvgPool', name: 'pool5/7x7_s1'},
    {kind: 'dropout', name: 'pool5/drop_7x7_s1'},
    {kind: 'dense', name: 'loss3/classifier', units: 'classes', biasInit: 0},
    {kind: 'softmax', name: 'prob'},
  ];
}
