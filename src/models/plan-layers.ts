import {checksFor} from '../core/check';
import {ceilOutput, windowOutput} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups} from '../ops/grouped-conv2d';
import type {LayerRow, Preset} from '../presets/preset';

/** What can be asked of a preset that changes its shapes. */
export interface PlanOptions {
  /** Number of outputs. ≥ 2. Default: the preset's. */
  classes?: number;
  /** [height, width, channels]. Default: the preset's. */
  inputShape?: readonly number[];
  /** False leaves the normalization layers out. Default true. */
  lrn?: boolean;
  /** 'linear' leaves the softmax out. Default 'softmax'. */
  activation?: 'softmax' | 'linear';
}

/** One layer with its sizes. */
export interface PlannedLayer {
  row: LayerRow;
  /** Shape of what comes in, without the batch. */
  inputShape: readonly number[];
  /** Shape of what goes out, without the batch. */
  outputShape: readonly number[];
  parameters: number;
  multiplyAdds: number;
}

/** All sizes of a network from its table alone: nothing is allocated. */
export function planLayers(preset: Preset, options: PlanOptions = {}): PlannedLayer[] {
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
  const rows = preset.layers.filter(
    row => (lrn || row.kind !== 'lrn') && (activation === 'softmax' || row.kind !== 'softmax'),
  );
  const planned: PlannedLayer[] = [];
  let shape: readonly number[] = inputShape;
  for (const row of rows) {
    const layer = planLayer(row, shape, classes, where);
    if (layer.outputShape.some(length => length < 1)) {
      throw tooSmall(preset, options, row, shape);
    }
    planned.push(layer);
    shape = layer.outputShape;
  }
  return planned;
}

function planLayer(
  row: LayerRow,
  inputShape: readonly number[],
  classes: number,
  where: string,
): PlannedLayer {
  const [height = 1, width = 1, channels = 1] = inputShape;
  const same = {row, inputShape, outputShape: inputShape, parameters: 0, multiplyAdds: 0};
  switch (row.kind) {
    case 'conv': {
      const {filters, kernelSize, strides = 1, padding = 'valid', groups = 1} = row;
      checkGroups(`${where}, layer "${row.name}"`, inputShape, channels, filters, groups);
      const out = [height, width].map(length => windowOutput(length, kernelSize, strides, padding));
      const weights = (kernelSize * kernelSize * channels * filters) / groups;
      const [outHeight = 0, outWidth = 0] = out;
      return {
        ...same,
        outputShape: [...out, filters],
        parameters: weights + filters,
        multiplyAdds: outHeight * outWidth * weights,
      };
    }
    case 'maxPool': {
      const {poolSize, strides, ceilMode = false} = row;
      const out = [height, width].map(length =>
        ceilMode ? ceilOutput(length, poolSize, strides) : windowOutput(length, poolSize, strides, 'valid'),
      );
      return {...same, outputShape: [...out, channels]};
    }
    case 'flatten':
      return {...same, outputShape: [inputShape.reduce((product, length) => product * length, 1)]};
    case 'dense': {
      const units = row.units === 'classes' ? classes : row.units;
      const inputs = inputShape[0] ?? 1;
      return {...same, outputShape: [units], parameters: (inputs + 1) * units, multiplyAdds: inputs * units};
    }
    case 'lrn':
    case 'dropout':
    case 'softmax':
      return same;
  }
}

function tooSmall(
  preset: Preset,
  options: PlanOptions,
  row: LayerRow,
  shape: readonly number[],
): AlexNetError {
  const {inputShape = preset.inputShape} = options;
  const channels = inputShape[2] ?? 3;
  const fits = (size: number): boolean => {
    try {
      planLayers(preset, {...options, inputShape: [size, size, channels]});
      return true;
    } catch {
      return false;
    }
  };
  let smallest = Math.min(...inputShape.slice(0, 2)) + 1;
  while (!fits(smallest)) {
    smallest++;
  }
  return new AlexNetError({
    code: 'bad-shape',
    where: `preset "${preset.id}"`,
    problem: `nothing is left of the image at layer "${row.name}".`,
    expected: `an input of at least ${smallest} × ${smallest} pixels`,
    received: `inputShape [${inputShape.join(', ')}], which is [${shape.join(', ')}] before "${row.name}"`,
    fix: `pass inputShape: [${preset.inputShape.join(', ')}], or a preset for smaller images such as "alexnet-mini"`,
  });
}
