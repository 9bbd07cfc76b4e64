import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../core/check';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {ZeroPadRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import {
  constantAt,
  constantNumbers,
  firstValue,
  integerOf,
  made,
  nodeName,
  numbersOf,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import {imageShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** Zeros around an image. */
export const zeroPad: LayerKind<ZeroPadRow, 'ZeroPadding2D'> = {
  plan({padding}, [input], {where}) {
    const [height, width, channels] = imageShape(where, input);
    padding.flat().forEach(border => checksFor(where).integer('padding', border));
    const [[top, bottom], [left, right]] = padding;
    return {
      outputShape: [height + top + bottom, width + left + right, channels],
      parameters: 0,
      multiplyAdds: 0,
    };
  },
  className: () => 'ZeroPadding2D',
};

/** The layer of a row. */
export const makeZeroPad: MakeLayer<ZeroPadRow> = ({name, padding: [[top, bottom], [left, right]]}) => {
  return tfl.layers.zeroPadding2d({
    name,
    padding: [
      [top, bottom],
      [left, right],
    ],
  });
};

/** What its classes and weights are. */
export const zeroPadTraits: KindTraits<'ZeroPadding2D'> = {
  classes: {ZeroPadding2D: {}},
  weights: {},
};

/** Zeros around an image in ONNX; in Caffe they belong to convolutions and pools. */
export const zeroPadForms: LayerForms<'ZeroPadding2D'> = {
  caffe: {},
  onnx: {Pad: readOnnx},
  writeOnnx: {
    ZeroPadding2D({name, config}, graph, [x]) {
      const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = config.padding as number[][];
      const pads = graph.integers(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right]);
      graph.add('Pad', name, [x, pads]);
    },
  },
  takesImages: true,
};

/** A border of zeros around an image; its widths are an attribute in old files, and an input since operator set 11. */
function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const input = firstValue(node, context);
  const widths = constantNumbers(constantAt(node, 1, context)) ?? numbersOf(node, 'pads', []);
  const [value = integerOf(node, 'value', 0)] = constantNumbers(constantAt(node, 2, context)) ?? [];
  const [batch, channels, top = 0, left = 0, batchEnd, channelsEnd, bottom = 0, right = 0] = widths;
  const isBorder = [batch, channels, batchEnd, channelsEnd].every(width => width === 0);
  const isPositive = widths.every(width => width >= 0) && widths.length === 8;
  const isZero = textOf(node, 'mode', 'constant') === 'constant' && value === 0;
  if (!rows.isImage(input) || !isBorder || !isPositive || !isZero || (node.inputs[3] ?? '') !== '') {
    return rows.refuse(name, 'a Pad other than zeros around an image');
  }
  const padding = [
    [top, bottom],
    [left, right],
  ] as const;
  return made(rows.add(name, {kind: 'zeroPad', padding}, [input]));
}
