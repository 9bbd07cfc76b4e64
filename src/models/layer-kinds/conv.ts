import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../core/check';
import {toSize, windowOutput} from '../../core/shapes';
import {groupedConv2d} from '../../layers/grouped-conv2d';
import {checkGroups} from '../../ops/grouped-conv2d';
import type {ConvRow} from '../../presets/layer-row';
import {checkSizes, imageShape} from './check-shapes';
import {isOne, sizeArg, weightArgs} from './layer-arguments';
import type {LayerKind} from './layer-kind';

/** A convolution, in groups or not. */
export const conv: LayerKind<ConvRow, 'Conv2D' | 'GroupedConv2D'> = {
  plan(row, [input = []], {classes, where}) {
    const [height, width, channels] = imageShape(where, input);
    const {kernelSize, strides = 1, padding = 'valid', groups = 1, dilation = 1, useBias = true} = row;
    const filters = row.filters === 'classes' ? classes : row.filters;
    checkGroups(where, input, channels, filters, groups);
    const [kernel, step, spread] = [toSize(kernelSize), toSize(strides), toSize(dilation)];
    checkSizes(where, {filters, kernelSize: kernel, strides: step, dilation: spread});
    if (typeof padding === 'number') {
      checksFor(where).integer('padding', padding);
    }
    const outHeight = windowOutput(height, kernel[0], step[0], padding, spread[0]);
    const outWidth = windowOutput(width, kernel[1], step[1], padding, spread[1]);
    const weights = (kernel[0] * kernel[1] * channels * filters) / groups;
    return {
      outputShape: [outHeight, outWidth, filters],
      parameters: weights + (useBias ? filters : 0),
      multiplyAdds: outHeight * outWidth * weights,
    };
  },
  make(row, settings) {
    const {name, padding = 'valid', groups = 1} = row;
    const args = {
      name,
      filters: row.filters === 'classes' ? settings.classes : row.filters,
      kernelSize: sizeArg(row.kernelSize),
      strides: sizeArg(row.strides ?? 1),
      ...(isOne(row.dilation) ? {} : {dilationRate: toSize(row.dilation ?? 1)}),
      ...weightArgs(row, settings),
    };
    return isStock(row) && typeof padding === 'string'
      ? tfl.layers.conv2d({...args, padding})
      : groupedConv2d({...args, padding, groups});
  },
  className: row => (isStock(row) ? 'Conv2D' : 'GroupedConv2D'),
  classes: {Conv2D: {window: 'floor'}, GroupedConv2D: {window: 'floor'}},
  weights: {kernel: 'kernel', bias: 'bias'},
};

/** The stock layer has no groups, no padding in pixels, and no gradient of dilated kernels. */
function isStock({groups = 1, padding = 'valid', dilation}: ConvRow): boolean {
  return groups === 1 && typeof padding === 'string' && isOne(dilation);
}
