import type {LayerRow, Preset} from '../../src/presets/preset';

/** The same table with initializers that draw nothing, because the weights are overwritten anyway. */
export function withoutDraws(preset: Preset): Preset {
  const layers = preset.layers.map((row): LayerRow =>
    'kernelInit' in row ? {...row, kernelInit: undefined} : row,
  );
  return {...preset, layers, init: {kernel: {kind: 'gaussian', stddev: 0}, bias: 0}};
}
