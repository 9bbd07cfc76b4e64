import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {registerLayers, registerPresetLayers} from '../layers/register-layers';
import type {NetworkTable} from '../presets/preset';
import {batchNormalized} from './batch-normalized';
import {INPUT_NAME} from './connect-rows';
import type {LayerSettings} from './layer-kinds/layer-kind';
import {LAYER_MAKERS, makeLayerAmong, PRESET_MAKERS, type KnownMakers} from './layer-kinds/layer-kinds';
import {planLayers, planPreset, type PlannedLayer, type PlanOptions} from './plan-layers';

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

const OPTIONS = ['classes', 'inputShape', 'lrn', 'batchNorm', 'activation', 'dropout', 'weightDecay', 'seed'];

/** Makes the network that a table describes, of rows of any kind. Knows no preset by name. */
export function buildModel(table: NetworkTable, options: BuildModelOptions = {}): tfl.LayersModel {
  return build(table, options, {plan: planLayers, makers: LAYER_MAKERS, register: registerLayers});
}

/** {@link buildModel} of a preset: a page that calls this only carries no other layers than those of presets. */
export function buildPreset(preset: NetworkTable, options: BuildModelOptions = {}): tfl.LayersModel {
  return build(preset, options, {plan: planPreset, makers: PRESET_MAKERS, register: registerPresetLayers});
}

/** What the building of a model brings with it. */
interface BuildParts {
  plan: (table: NetworkTable, options: PlanOptions) => PlannedLayer[];
  makers: KnownMakers;
  register: () => void;
}

function build(
  table: NetworkTable,
  options: BuildModelOptions,
  {plan, makers, register}: BuildParts,
): tfl.LayersModel {
  const check = checksFor(`createModel "${table.id}"`);
  check.knownKeys('options', options, OPTIONS);
  const isNormalized = check.boolean('batchNorm', options.batchNorm ?? false);
  const preset = isNormalized ? batchNormalized(table, {keepsDropout: options.dropout !== undefined}) : table;
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
  const planned = plan(preset, options);
  register();
  const input = tfl.input({shape: [...inputShape], name: INPUT_NAME});
  const outputs = new Map<string, tfl.SymbolicTensor>([[INPUT_NAME, input]]);
  let output = input;
  for (const {row, from} of planned) {
    const inputs = from.map(name => outputs.get(name) as tfl.SymbolicTensor);
    const [first] = inputs as [tfl.SymbolicTensor];
    output = makeLayerAmong(makers, row, settings).apply(
      inputs.length === 1 ? first : inputs,
    ) as tfl.SymbolicTensor;
    outputs.set(row.name, output);
  }
  return tfl.model({inputs: input, outputs: output, name: preset.id});
}
