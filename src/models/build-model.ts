import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {registerLayers} from '../layers/register-layers';
import type {NetworkTable} from '../presets/preset';
import {INPUT_NAME} from './connect-rows';
import type {LayerSettings} from './layer-kinds/layer-kind';
import {makeLayer} from './layer-kinds/layer-kinds';
import {planLayers, type PlanOptions} from './plan-layers';

/** Options of `createModel` that a preset leaves open. */
export interface BuildModelOptions extends PlanOptions {
  /** Fraction of the units that every dropout layer switches off. In [0, 1). Default: the preset's rates. */
  dropout?: number;
  /**
   * L2 penalty on kernels, ½ · weightDecay · Σ w², for training with stock optimizers through `model.fit`. Default
   * none. Pitfall: `MomentumSGD` has a weight decay of its own; set only one of the two.
   */
  weightDecay?: number;
  /** Start of every random draw: weights and dropout. Whole, ≥ 0. Default: drawn at random. */
  seed?: number;
}

const OPTIONS = ['classes', 'inputShape', 'lrn', 'activation', 'dropout', 'weightDecay', 'seed'];

/** Makes the network that a table describes. Knows no preset by name. */
export function buildModel(preset: NetworkTable, options: BuildModelOptions = {}): tfl.LayersModel {
  const check = checksFor(`createModel "${preset.id}"`);
  check.knownKeys('options', options, OPTIONS);
  const {classes = preset.classes, dropout, weightDecay = 0, seed, inputShape = preset.inputShape} = options;
  const belowOne = 1 - Number.EPSILON;
  const settings: LayerSettings = {
    init: preset.init,
    classes,
    dropout: check.finite('dropout', preset.dropout, 0, belowOne),
    dropoutForAll: dropout === undefined ? undefined : check.finite('dropout', dropout, 0, belowOne),
    weightDecay: check.finite('weightDecay', weightDecay, 0),
    seed: seed === undefined ? undefined : check.integer('seed', seed, 0, Number.MAX_SAFE_INTEGER),
  };
  const planned = planLayers(preset, options);
  registerLayers();
  const input = tfl.input({shape: [...inputShape], name: INPUT_NAME});
  const outputs = new Map<string, tfl.SymbolicTensor>([[INPUT_NAME, input]]);
  let output = input;
  for (const {row, from} of planned) {
    const inputs = from.map(name => outputs.get(name) as tfl.SymbolicTensor);
    const [first] = inputs as [tfl.SymbolicTensor];
    output = makeLayer(row, settings).apply(inputs.length === 1 ? first : inputs) as tfl.SymbolicTensor;
    outputs.set(row.name, output);
  }
  return tfl.model({inputs: input, outputs: output, name: preset.id});
}
