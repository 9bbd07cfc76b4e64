import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import {LAYER_KINDS} from '../../models/layer-kinds/layer-kinds';
import {planLayers} from '../../models/plan-layers';
import type {LayerRow, Preset} from '../../presets/preset';
import {PRESETS} from '../../presets/presets';

const FIELDS = ['id', 'inputShape', 'classes', 'dropout', 'layers', 'init', 'preprocess', 'train'] as const;

const FIX =
  'begin with a preset as JSON: node -p "JSON.stringify(require(\'tfjs-alexnet/presets\').ALEXNET_MINI, null, 2)" > network.json';

/**
 * Checks a network table from a file: that nothing is missing, that each row has a known kind and a name, and that an image
 * passes through all of them.
 *
 * @param where names the file or the setting.
 */
export function checkPresetTable(given: unknown, where: string): Preset {
  const fail = (problem: string, expected: string, received: string, fix = FIX): never => {
    throw new AlexNetError({code: 'bad-argument', where, problem, expected, received, fix});
  };
  const isTable = typeof given === 'object' && given !== null && !Array.isArray(given);
  const table = (isTable ? given : {}) as Partial<Preset>;
  const missing = FIELDS.filter(field => table[field] === undefined);
  if (missing.length > 0) {
    const received = isTable ? `${show(Object.keys(table))}, without ${missing.join(', ')}` : show(given);
    fail('this is not the table of a network.', `an object with ${FIELDS.join(', ')}`, received);
  }
  const {id, layers, inputShape} = table as Preset;
  if (typeof id !== 'string' || id === '' || !Array.isArray(layers) || !Array.isArray(inputShape)) {
    fail(
      'this is not the table of a network.',
      'a text as id, lists as inputShape and layers',
      show({id, inputShape, layers: typeof layers}),
    );
  }
  const kinds = Object.keys(LAYER_KINDS);
  (layers as readonly (Partial<LayerRow> | null)[]).forEach((row, i) => {
    if (!kinds.includes(String(row?.kind)) || typeof row?.name !== 'string' || row.name === '') {
      fail(
        `layer ${i} has no name or no known kind.`,
        `{"name": "conv1", "kind": …} with one of the kinds ${kinds.join(', ')}`,
        show(row),
        'correct that row',
      );
    }
  });
  const planned = planOf(table as Preset, where);
  for (const {row, outputShape} of planned) {
    if (!outputShape.every(length => Number.isInteger(length) && length > 0)) {
      fail(
        `the sizes of layer "${row.name}" cannot be computed.`,
        'positive integers as sizes of a layer',
        `output ${show(outputShape)} of ${show(row)}`,
        'correct that row',
      );
    }
  }
  const last = planned.at(-1)?.outputShape ?? [];
  if (last.length !== 1) {
    fail(
      'the network does not end in classes.',
      'a last layer with one output for each class, such as {"kind": "dense", "units": "classes"} and a softmax',
      `output [${last.join(', ')}]`,
      'add that layer',
    );
  }
  return table as Preset;
}

/** The sizes of all layers. What a row of a wrong type throws is reported as a fault of the table. */
function planOf(table: Preset, where: string): ReturnType<typeof planLayers> {
  try {
    return planLayers(table);
  } catch (error) {
    if (error instanceof AlexNetError) {
      const {problem, expected, received, fix, details} = error;
      throw new AlexNetError({
        ...{code: 'bad-argument', where: `${where}, ${error.where}`, problem, details, cause: error},
        ...(expected === undefined ? {} : {expected}),
        ...(received === undefined ? {} : {received}),
        ...(fix === undefined ? {} : {fix}),
      });
    }
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'a row of the table has a field of a wrong type.',
      expected: 'rows as in the presets',
      received: error instanceof Error ? error.message : String(error),
      fix: FIX,
      cause: error,
    });
  }
}

/** Whether a table is the published one of its name. A changed table must not pass as it. */
export function isPublished(preset: Preset): boolean {
  const known = Object.hasOwn(PRESETS, preset.id) ? PRESETS[preset.id] : undefined;
  return known === preset || (known !== undefined && JSON.stringify(known) === JSON.stringify(preset));
}
