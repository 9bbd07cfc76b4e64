/** Checks that several kinds of layers make of a row and of what feeds it. */
import {checksFor} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {LayerRow} from '../../presets/layer-row';

/** Positive integers only; of a stride of 0, say, the output would have no end. */
export function checkSizes(where: string, sizes: Readonly<Record<string, number | readonly number[]>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    [size].flat().forEach(length => checksFor(where).integer(name, length, 1));
  }
}

/** Height, width and channels of an image; throws `bad-shape` for anything else. */
export function imageShape(
  where: string,
  shape: readonly number[] = [],
): [height: number, width: number, channels: number] {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'this layer takes images.',
      expected: '[height, width, channels]',
      received: `[${shape.join(', ')}]`,
      fix: 'put it in front of the flatten or global pooling row',
    });
  }
  return [height, width, channels];
}

/** The error for a row that joins what does not fit together. */
export function unlikeInputs(
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
    fix: 'use the same strides and paddings in all branches',
  });
}

/** The sizes of a layer without weights that returns the shape of its input. */
export function sameShape([input = []]: readonly (readonly number[])[]): {
  outputShape: readonly number[];
  parameters: number;
  multiplyAdds: number;
} {
  return {outputShape: input, parameters: 0, multiplyAdds: 0};
}

/** Length of the last axis. */
export function channelsOf(shape: readonly number[] = []): number {
  return shape[shape.length - 1] ?? 1;
}
