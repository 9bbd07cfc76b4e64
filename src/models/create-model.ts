import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import type {NetworkTable, Preset} from '../presets/preset';
import {PRESETS, type PresetName} from '../presets/presets';
import {buildModel, buildPreset, type BuildModelOptions} from './build-model';

/** Options of {@link createAlexNet}: which preset, and what to change about it. */
export interface CreateAlexNetOptions extends BuildModelOptions {
  /** Name of a preset. Default 'alexnet', the paper's network. */
  preset?: PresetName;
}

const TABLE_FIELDS = ['id', 'inputShape', 'classes', 'dropout', 'layers', 'init'] as const;

/** The preset of this name, where an unknown one lists the known ones and the nearest; or the table, if it is one. */
export function resolvePreset(preset: string | Preset): Preset;
export function resolvePreset(preset: string | NetworkTable): NetworkTable;
export function resolvePreset(preset: string | NetworkTable): NetworkTable {
  if (typeof preset !== 'string') {
    return checkedTable(preset);
  }
  const id = checksFor('createModel').oneOf('preset', preset, Object.keys(PRESETS));
  return PRESETS[id] as Preset;
}

/** JavaScript may hand in anything: options in the place of the preset, most of all. */
function checkedTable(table: NetworkTable): NetworkTable {
  const given: unknown = table;
  const isObject = typeof given === 'object' && given !== null;
  const missing = TABLE_FIELDS.filter(
    field => !isObject || (given as Partial<NetworkTable>)[field] === undefined,
  );
  if (missing.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'createModel',
      problem: 'the first argument is neither the name of a preset nor the table of a network.',
      expected: `a name such as 'alexnet' (listPresets() has all), or a table with ${TABLE_FIELDS.join(', ')}`,
      received: isObject ? `${show(Object.keys(given))}, without ${missing.join(', ')}` : show(given),
      fix: "name the preset first, options come second: createModel('alexnet', {classes: 2})",
    });
  }
  return table;
}

/**
 * Makes a network from a preset's name or from a table of one's own.
 *
 * Shapes: [batch, height, width, 3] float32 in, [batch, classes] out: probabilities, or with `activation: 'linear'` the
 * logits. Preprocess photos as the preset's `preprocess` says.
 *
 * @example
 * const model = createModel('caffenet', {classes: 2, seed: 1});
 */
export function createModel(preset: string | Preset, options: BuildModelOptions = {}): tfl.LayersModel {
  return buildModel(resolvePreset(preset), options);
}

/**
 * Makes AlexNet: `createModel` with the paper's network as the default, for presets only. A page that calls this
 * instead of `createModel` carries no layers but those of presets.
 *
 * Shapes: [batch, 227, 227, 3] float32 in, [batch, 1000] out by default. Layers are named conv1,
 * norm1, pool1 … conv5, pool5, fc6, drop6, fc7, drop7, fc8, prob.
 *
 * Pitfall: the logits are the output of fc8; the softmax is a layer of its own, prob.
 *
 * @example
 * const model = createAlexNet({preset: 'alexnet-mini', classes: 2, seed: 1});
 * model.predict(tf.zeros([1, 67, 67, 3])); // [1, 2]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 3.5.
 */
export function createAlexNet(options: CreateAlexNetOptions = {}): tfl.LayersModel {
  requireFields('createAlexNet', 'options', options, {
    what: 'an object with the options',
    fields: [],
    fix: "createAlexNet({preset: 'alexnet', classes: 2})",
  });
  const {preset = 'alexnet', ...rest} = options;
  return buildPreset(resolvePreset(preset), rest);
}
