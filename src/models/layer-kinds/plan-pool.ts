import {checksFor} from '../../core/check';
import {ceilOutput, toSize, windowOutput} from '../../core/shapes';
import {checkPadding} from '../../ops/check-padding';
import type {AvgPoolRow, MaxPoolRow} from '../../presets/layer-row';
import {checkSizes, imageShape} from './check-shapes';
import type {PlanContext, RowSizes} from './layer-kind';

/** The sizes of a pool with a window. */
export function planPool(
  row: MaxPoolRow | AvgPoolRow,
  [input]: readonly (readonly number[])[],
  {where}: PlanContext,
): RowSizes {
  const [height, width, channels] = imageShape(where, input);
  const {padding = 0, ceilMode = false} = row;
  const [pool, step] = [toSize(row.poolSize), toSize(row.strides)];
  checkSizes(where, {poolSize: pool, strides: step});
  const pads = checkPadding(checksFor(where), padding, pool);
  const outputOf = ceilMode ? ceilOutput : windowOutput;
  return {
    outputShape: [
      outputOf(height, pool[0], step[0], pads[0]),
      outputOf(width, pool[1], step[1], pads[1]),
      channels,
    ],
    parameters: 0,
    multiplyAdds: 0,
  };
}
