import * as tfl from '@tensorflow/tfjs-layers';
import type {ConcatRow} from '../../presets/layer-row';
import {channelsOf, unlikeInputs} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** The channels of several rows, one after the other. */
export const concat: LayerKind<ConcatRow, 'Concatenate'> = {
  plan(row, inputs, {where}) {
    const [first = []] = inputs;
    const sides = (shape: readonly number[]): string => shape.slice(0, -1).join(' × ');
    if (inputs.some(shape => shape.length !== first.length || sides(shape) !== sides(first))) {
      throw unlikeInputs(where, row, inputs, 'inputs of one height and width');
    }
    const channels = inputs.reduce((total, shape) => total + channelsOf(shape), 0);
    return {outputShape: [...first.slice(0, -1), channels], parameters: 0, multiplyAdds: 0};
  },
  make: ({name}) => tfl.layers.concatenate({name}),
  className: () => 'Concatenate',
  classes: {Concatenate: {}},
  weights: {},
  joins: true,
};
