import type {ConvRow, DenseRow, LayerRow, NetworkTable} from '../presets/preset';

/** Options of {@link batchNormalized}. */
export interface BatchNormalizedOptions {
  /** Keeps the dropout layers. Default false. */
  keepsDropout?: boolean;
}

/**
 * Returns a table with batch normalization: between each convolution or dense layer and its activation (`conv1/bn`,
 * `conv1/relu`), but for the classifier. Local response normalization and dropout are left out, and kernels start from He's
 * normal distribution, biases from 0. A table that has batch normalization stays as it is.
 *
 * That is AlexNet with batch normalization as its authors trained it: before each ReLU, also of fc6 and fc7. They normalize
 * the input, too, which `preprocess` does here, and leave factor and shift out, which are learned here, so that any program
 * opens the model; convolutions then need no bias.
 *
 * Source: Simon, Rodner, Denzler (2016), "ImageNet pre-trained models with batch normalization", and its AlexNet_cvgj.
 */
export function batchNormalized<T extends NetworkTable>(
  table: T,
  {keepsDropout = false}: BatchNormalizedOptions = {},
): T {
  if (table.layers.some(({kind}) => kind === 'batchNorm')) {
    return table;
  }
  /** The row to use where a row names this one. */
  const standsFor = new Map<string, string>();
  let previous = 'data';
  const layers: LayerRow[] = [];
  for (const original of table.layers) {
    const row = rewired(original, standsFor);
    const isLeftOut =
      row.kind === 'lrn' || row.kind === 'spatialLrn' || (row.kind === 'dropout' && !keepsDropout);
    if (isLeftOut) {
      standsFor.set(row.name, typeof row.from === 'string' ? row.from : previous);
    } else if (isNormalized(row)) {
      const rows = normalizedRows(row);
      layers.push(...rows);
      standsFor.set(row.name, rows.at(-1)?.name ?? row.name);
    } else {
      layers.push(row);
    }
    previous = standsFor.get(row.name) ?? row.name;
  }
  return {...table, layers, init: {kernel: {kind: 'msra'}, bias: 0}};
}

function rewired(row: LayerRow, standsFor: ReadonlyMap<string, string>): LayerRow {
  const {from} = row;
  const renamed = (name: string): string => standsFor.get(name) ?? name;
  if (from === undefined) {
    return row;
  }
  return {...row, from: typeof from === 'string' ? renamed(from) : from.map(renamed)} as LayerRow;
}

/** Whether a row is a convolution or a dense layer, and not the classifier. */
function isNormalized(row: LayerRow): row is ConvRow | DenseRow {
  return (
    (row.kind === 'conv' && row.filters !== 'classes') ||
    (row.kind === 'dense' && row.units !== 'classes' && (row.activation ?? 'linear') !== 'linear')
  );
}

function normalizedRows(row: ConvRow | DenseRow): LayerRow[] {
  const {activation = 'linear', kernelInit: _kernel, biasInit: _bias, ...rest} = row;
  return [
    {...rest, useBias: false},
    {kind: 'batchNorm', name: `${row.name}/bn`},
    ...(activation === 'linear'
      ? []
      : [{kind: 'activation', name: `${row.name}/${activation}`, activation} as const]),
  ];
}
