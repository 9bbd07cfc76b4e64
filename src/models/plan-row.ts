import {checksFor} from '../core/check';
import {ceilOutput, toSize, windowOutput} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups} from '../ops/grouped-conv2d';
import type {LayerRow} from '../presets/layer-row';

/** What a row makes of its inputs. */
export interface RowSizes {
  /** Shape of what goes out, without the batch. */
  outputShape: readonly number[];
  /** Weights and biases, those that training leaves alone (running means) included. */
  parameters: number;
  /** Multiplications with an addition, for one image. */
  multiplyAdds: number;
}

/** The sizes of one row, by arithmetic. `inputs` are the shapes of what feeds it, without the batch. */
export function planRow(
  row: LayerRow,
  inputs: readonly (readonly number[])[],
  classes: number,
  where: string,
): RowSizes {
  const place = `${where}, layer "${row.name}"`;
  const input = inputs[0] ?? [];
  const channels = input[input.length - 1] ?? 1;
  const same = {outputShape: input, parameters: 0, multiplyAdds: 0};
  switch (row.kind) {
    case 'conv': {
      const size = imageSize(place, input);
      const {kernelSize, strides = 1, padding = 'valid', groups = 1, dilation = 1, useBias = true} = row;
      const filters = row.filters === 'classes' ? classes : row.filters;
      checkGroups(place, input, channels, filters, groups);
      const [kernel, step, spread] = [toSize(kernelSize), toSize(strides), toSize(dilation)];
      checkSizes(place, {filters, kernelSize: kernel, strides: step, dilation: spread});
      if (typeof padding === 'number') {
        checksFor(place).integer('padding', padding);
      }
      const out = size.map((length, i) =>
        windowOutput(length, kernel[i] ?? 1, step[i] ?? 1, padding, spread[i] ?? 1),
      );
      const weights = (kernel[0] * kernel[1] * channels * filters) / groups;
      const [outHeight = 0, outWidth = 0] = out;
      return {
        outputShape: [...out, filters],
        parameters: weights + (useBias ? filters : 0),
        multiplyAdds: outHeight * outWidth * weights,
      };
    }
    case 'maxPool':
    case 'avgPool': {
      const size = imageSize(place, input);
      const {padding = 0, ceilMode = false} = row;
      const [pool, step] = [toSize(row.poolSize), toSize(row.strides)];
      checkSizes(place, {poolSize: pool, strides: step});
      checksFor(place).integer('padding', padding, 0, Math.min(...pool) - 1);
      const outputOf = ceilMode ? ceilOutput : windowOutput;
      const out = size.map((length, i) => outputOf(length, pool[i] ?? 1, step[i] ?? 1, padding));
      return {...same, outputShape: [...out, channels]};
    }
    case 'globalAvgPool':
    case 'globalMaxPool':
      imageSize(place, input);
      return {...same, outputShape: [channels]};
    case 'zeroPad': {
      const size = imageSize(place, input);
      row.padding.flat().forEach(border => checksFor(place).integer('padding', border));
      const out = size.map((length, i) => length + (row.padding[i]?.[0] ?? 0) + (row.padding[i]?.[1] ?? 0));
      return {...same, outputShape: [...out, channels]};
    }
    case 'concat': {
      const sides = (shape: readonly number[]): string => shape.slice(0, -1).join(' × ');
      if (inputs.some(shape => shape.length !== input.length || sides(shape) !== sides(input))) {
        throw unlike(place, row, inputs, 'inputs of one height and width');
      }
      const sum = inputs.reduce((total, shape) => total + (shape[shape.length - 1] ?? 0), 0);
      return {...same, outputShape: [...input.slice(0, -1), sum]};
    }
    case 'eltwise':
      if (inputs.some(shape => shape.join(' × ') !== input.join(' × '))) {
        throw unlike(place, row, inputs, 'inputs of one shape');
      }
      return same;
    case 'batchNorm':
      return {...same, parameters: ((row.affine ?? true) ? 4 : 2) * channels};
    case 'scale':
      return {...same, parameters: ((row.useBias ?? true) ? 2 : 1) * channels};
    case 'flatten':
      imageSize(place, input);
      return {...same, outputShape: [input.reduce((product, length) => product * length, 1)]};
    case 'dense': {
      const units = row.units === 'classes' ? classes : row.units;
      checkSizes(place, {units});
      if (input.length !== 1) {
        throw new AlexNetError({
          code: 'bad-shape',
          where: place,
          problem: 'a dense layer takes one row of numbers, not an image.',
          expected: '[numbers]',
          received: `[${input.join(', ')}]`,
          fix: 'put a row {kind: "flatten"} in front of it',
        });
      }
      return {
        outputShape: [units],
        parameters: (channels + ((row.useBias ?? true) ? 1 : 0)) * units,
        multiplyAdds: channels * units,
      };
    }
    case 'lrn':
    case 'spatialLrn':
      imageSize(place, input);
      return same;
    case 'activation':
    case 'dropout':
    case 'softmax':
      return same;
  }
}

/** Whole sizes from 1; of a stride of 0, say, the output would have no end. */
function checkSizes(where: string, sizes: Readonly<Record<string, number | readonly number[]>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    [size].flat().forEach(length => checksFor(where).integer(name, length, 1));
  }
}

/** Height and width of an image; anything else is refused. */
function imageSize(where: string, shape: readonly number[]): [number, number] {
  const [height, width] = shape;
  if (height === undefined || width === undefined || shape.length !== 3) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'this layer takes images.',
      expected: '[height, width, channels]',
      received: `[${shape.join(', ')}]`,
      fix: 'put it in front of the flatten or global pooling row',
    });
  }
  return [height, width];
}

function unlike(
  where: string,
  row: LayerRow,
  inputs: readonly (readonly number[])[],
  expected: string,
): AlexNetError {
  const names = Array.isArray(row.from) ? (row.from as readonly string[]) : [];
  return new AlexNetError({
    code: 'bad-shape',
    where,
    problem: 'the rows that it joins do not fit together.',
    expected,
    received: inputs.map((shape, i) => `"${names[i] ?? i}" [${shape.join(', ')}]`).join(', '),
    fix: 'give the branches the same strides and paddings',
  });
}
