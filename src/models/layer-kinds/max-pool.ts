import * as tfl from '@tensorflow/tfjs-layers';
import {ceilMaxPooling2d} from '../../layers/ceil-max-pooling2d';
import {paddedMaxPooling2d} from '../../layers/padded-max-pooling2d';
import type {MaxPoolRow} from '../../presets/layer-row';
import {sizeArg} from './layer-arguments';
import type {LayerKind} from './layer-kind';
import {planPool} from './plan-pool';

/** Max pooling. */
export const maxPool: LayerKind<MaxPoolRow, 'MaxPooling2D' | 'PaddedMaxPooling2D' | 'CeilMaxPooling2D'> = {
  plan: planPool,
  make(row) {
    const {name, padding = 0} = row;
    const args = {name, poolSize: sizeArg(row.poolSize), strides: sizeArg(row.strides)};
    switch (maxPool.className(row)) {
      case 'MaxPooling2D':
        return tfl.layers.maxPooling2d(args);
      case 'PaddedMaxPooling2D':
        return paddedMaxPooling2d({...args, padding});
      case 'CeilMaxPooling2D':
        return ceilMaxPooling2d({...args, padding});
    }
  },
  className({padding = 0, ceilMode = false}) {
    if (ceilMode) {
      return 'CeilMaxPooling2D';
    }
    return padding === 0 ? 'MaxPooling2D' : 'PaddedMaxPooling2D';
  },
  classes: {
    MaxPooling2D: {window: 'floor'},
    PaddedMaxPooling2D: {window: 'floor'},
    CeilMaxPooling2D: {window: 'ceil'},
  },
  weights: {},
};
