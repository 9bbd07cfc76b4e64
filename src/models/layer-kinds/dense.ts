import * as tfl from '@tensorflow/tfjs-layers';
import {AlexNetError} from '../../errors';
import type {DenseRow} from '../../presets/layer-row';
import {channelsOf, checkSizes} from './check-shapes';
import {weightArgs} from './layer-arguments';
import type {LayerKind} from './layer-kind';

/** A fully connected layer. */
export const dense: LayerKind<DenseRow, 'Dense'> = {
  plan(row, [input = []], {classes, where}) {
    const units = row.units === 'classes' ? classes : row.units;
    checkSizes(where, {units});
    if (input.length !== 1) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'a dense layer takes one row of numbers, not an image.',
        expected: '[numbers]',
        received: `[${input.join(', ')}]`,
        fix: 'put a row {kind: "flatten"} in front of it',
      });
    }
    const inputs = channelsOf(input);
    return {
      outputShape: [units],
      parameters: (inputs + ((row.useBias ?? true) ? 1 : 0)) * units,
      multiplyAdds: inputs * units,
    };
  },
  make(row, settings) {
    const units = row.units === 'classes' ? settings.classes : row.units;
    return tfl.layers.dense({name: row.name, units, ...weightArgs(row, settings)});
  },
  className: () => 'Dense',
  classes: {Dense: {}},
  weights: {kernel: 'kernel', bias: 'bias'},
};
