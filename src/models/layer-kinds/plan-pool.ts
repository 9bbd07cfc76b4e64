import {checksFor} from '../../core/check';
import {ceilOutput, toSize, windowOutput} from '../../core/shapes';
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
  checksFor(where).integer('padding', padding, 0, Math.min(...pool) - 1);
  const outputOf = ceilMode ? ceilOutput : windowOutput;
  return {
    outputShape: [
      outputOf(height, pool[0], step[0], padding),
      outputOf(width, pool[1], step[1], padding),
      channels,
    ],
    parameters: 0,
    multiplyAdds: 0,
  };
}
