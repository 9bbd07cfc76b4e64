import * as tfl from '@tensorflow/tfjs-layers';
import type {EltwiseRow} from '../../presets/layer-row';
import {sameShape, unlikeInputs} from './check-shapes';
import type {LayerKind} from './layer-kind';

const CLASSES = {sum: 'Add', product: 'Multiply', max: 'Maximum'} as const;

/** Rows of one shape, joined value by value. */
export const eltwise: LayerKind<EltwiseRow, 'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  plan(row, inputs, {where}) {
    const [first = []] = inputs;
    if (inputs.some(shape => shape.join(' × ') !== first.join(' × '))) {
      throw unlikeInputs(where, row, inputs, 'inputs of one shape');
    }
    return sameShape(inputs);
  },
  make({name, operation}) {
    const makers = {sum: tfl.layers.add, product: tfl.layers.multiply, max: tfl.layers.maximum};
    return makers[operation]({name});
  },
  className: ({operation}) => CLASSES[operation],
  classes: {Add: {}, Multiply: {}, Maximum: {}, Minimum: {}},
  weights: {},
  joins: true,
};
