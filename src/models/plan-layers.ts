import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import type {LayerRow, NetworkTable} from '../presets/preset';
import {batchNormalized} from './batch-normalized';
import {connectRows, INPUT_NAME, type ConnectedRow} from './connect-rows';
import type {LayerKind, RowSizes} from './layer-kinds/layer-kind';
import {kindAmong, LAYER_KINDS, PRESET_KINDS, type KnownKinds} from './layer-kinds/layer-kinds';

/** Options of a preset that change its shapes. */
export interface PlanOptions {
  /** Number of outputs. ≥ 2. Default: the preset's. */
  classes?: number;
  /** [height, width, channels]. Default: the preset's. */
  inputShape?: readonly number[];
  /** False leaves the normalization layers out. Default true. */
  lrn?: boolean;
  /**
   * Batch normalization between each convolution or hidden dense layer and its activation, in place of LRN and dropout; with
   * it kernels start from He's normal distribution. A `dropout` that is set stays. Default false.
   */
  batchNorm?: boolean;
  /** 'linear' leaves the softmax out. Default 'softmax'. */
  activation?: 'softmax' | 'linear';
}

/** One layer with its sizes. */
export interface PlannedLayer extends RowSizes {
  row: LayerRow;
  /** Names of the rows that feed it; 'data' is the input. */
  from: readonly string[];
  /** Shape of what comes in (the first, where it joins several), without the batch. */
  inputShape: readonly number[];
}

/** All sizes of a network from its table alone: nothing is allocated. */
export function planLayers(table: NetworkTable, options: PlanOptions = {}): PlannedLayer[] {
  return planLayersAmong(LAYER_KINDS, table, options);
}

/** {@link planLayers} of a preset, for pages that have the kinds of the presets only. */
export function planPreset(preset: NetworkTable, options: PlanOptions = {}): PlannedLayer[] {
  return planLayersAmong(PRESET_KINDS, preset, options);
}

/** {@link planLayers} of a table whose rows are of these kinds. */
export function planLayersAmong(
  kinds: KnownKinds,
  table: NetworkTable,
  options: PlanOptions,
): PlannedLayer[] {
  const preset = options.batchNorm === true ? batchNormalized(table) : table;
  const kindOf = (row: LayerRow): LayerKind<LayerRow> => kindAmong(kinds, row);
  const where = `preset "${preset.id}"`;
  const check = checksFor(where);
  const {
    classes = preset.classes,
    lrn = true,
    activation = 'softmax',
    inputShape = preset.inputShape,
  } = options;
  check.integer('classes', classes, 2);
  check.oneOf('activation', activation, ['softmax', 'linear']);
  if (inputShape.length !== 3) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'this is not the shape of an image.',
      expected: '[height, width, channels]',
      received: JSON.stringify(inputShape),
      fix: `pass inputShape: [${preset.inputShape.join(', ')}]`,
    });
  }
  inputShape.forEach((length, axis) => {
    check.integer(`inputShape[${axis}]`, length, 1);
  });
  const last = preset.layers[preset.layers.length - 1];
  const rows = connectRows(
    preset.layers,
    where,
    kindOf,
    row =>
      (!lrn && kindOf(row).leftOutBy === 'lrn') ||
      (activation === 'linear' && row.kind === 'softmax' && row === last),
  );
  const planRow: PlanRow = (row, inputs) =>
    kindOf(row).plan(row, inputs, {classes, where: `${where}, layer "${row.name}"`});
  const {planned, vanished} = layOut(rows, inputShape, planRow);
  if (vanished !== undefined) {
    const fits = (size: number): boolean =>
      layOut(rows, [size, size, inputShape[2] ?? 3], planRow).vanished === undefined;
    throw tooSmall(preset, inputShape, vanished, fits);
  }
  return planned;
}

/** The sizes of a row behind inputs of these shapes. */
type PlanRow = (row: LayerRow, inputs: readonly (readonly number[])[]) => RowSizes;

/** The rows one after the other, up to the first of whose image nothing is left. */
function layOut(
  rows: readonly ConnectedRow[],
  inputShape: readonly number[],
  planRow: PlanRow,
): {planned: PlannedLayer[]; vanished?: {row: LayerRow; inputShape: readonly number[]}} {
  const shapes = new Map<string, readonly number[]>([[INPUT_NAME, inputShape]]);
  const planned: PlannedLayer[] = [];
  for (const {row, from} of rows) {
    const inputs = from.map(name => shapes.get(name) ?? []);
    const [first = []] = inputs;
    const sizes = planRow(row, inputs);
    if (sizes.outputShape.some(length => length < 1)) {
      return {planned, vanished: {row, inputShape: first}};
    }
    planned.push({row, from, inputShape: first, ...sizes});
    shapes.set(row.name, sizes.outputShape);
  }
  return {planned};
}

function tooSmall(
  preset: NetworkTable,
  inputShape: readonly number[],
  vanished: {row: LayerRow; inputShape: readonly number[]},
  fits: (size: number) => boolean,
): AlexNetError {
  let smallest = Math.min(...inputShape.slice(0, 2)) + 1;
  while (!fits(smallest)) {
    smallest++;
  }
  const {row, inputShape: shape} = vanished;
  return new AlexNetError({
    code: 'bad-shape',
    where: `preset "${preset.id}"`,
    problem: `nothing is left of the image at layer "${row.name}".`,
    expected: `an input of at least ${smallest} × ${smallest} pixels`,
    received: `inputShape [${inputShape.join(', ')}], which is [${shape.join(', ')}] before "${row.name}"`,
    fix: `pass inputShape: [${preset.inputShape.join(', ')}], or a preset for smaller images such as "alexnet-mini"`,
  });
}
