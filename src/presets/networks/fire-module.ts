import type {LayerRow} from '../layer-row';

/** Arguments of {@link fireModule}. */
export interface FireModuleArgs {
  /** Name of the module, and of the row that concatenates its two expand layers. */
  name: string;
  /** Filters of the squeeze layer, which reads all channels. */
  squeeze: number;
  /** Filters of each of the two expand layers. */
  expand: number;
}

/**
 * Returns the rows of one fire module: 1 × 1 filters squeeze the channels, 1 × 1 and 3 × 3 filters side by side expand
 * them.
 *
 * Source: Iandola et al. (2016), section 3.2.
 */
export function fireModule({name, squeeze, expand}: FireModuleArgs): LayerRow[] {
  const rows = {
    squeeze: `${name}/squeeze1x1`,
    small: `${name}/expand1x1`,
    large: `${name}/expand3x3`,
  };
  const conv = {kind: 'conv', activation: 'relu'} as const;
  return [
    {...conv, name: rows.squeeze, filters: squeeze, kernelSize: 1},
    {...conv, name: rows.small, filters: expand, kernelSize: 1},
    {...conv, name: rows.large, from: rows.squeeze, filters: expand, kernelSize: 3, padding: 'same'},
    {kind: 'concat', name, from: [rows.small, rows.large]},
  ];
}
