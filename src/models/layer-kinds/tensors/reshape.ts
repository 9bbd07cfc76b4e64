import * as tfl from '@tensorflow/tfjs-layers';
import {countOf} from '../../../core/named-array';
import {AlexNetError} from '../../../errors';
import type {ReshapeRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {fromGraphOrder, toGraphOrder, type OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Other axes for the same values. */
export const reshape: LayerKind<ReshapeRow, 'Reshape'> = {
  plan({shape}, [input = []], {where}) {
    if (countOf(shape) !== countOf(input) || !shape.every(size => Number.isInteger(size) && size > 0)) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'the values do not fill this shape.',
        expected: `${countOf(input)} values, as in [${input.join(', ')}]`,
        received: `shape = [${shape.join(', ')}]`,
        fix: 'choose positive sizes whose product is the number of values',
      });
    }
    return {outputShape: shape, parameters: 0, multiplyAdds: 0};
  },
  className: () => 'Reshape',
};

/** The layer of a row. */
export const makeReshape: MakeLayer<ReshapeRow> = ({name, shape}) =>
  tfl.layers.reshape({name, targetShape: [...shape]});

/** Class names and weights of the layers. */
export const reshapeTraits: KindTraits<'Reshape'> = {
  classes: {Reshape: {}},
  weights: {},
};

/** A reshape in ONNX, whose readers make such rows where a layer needs other axes. */
export const reshapeForms: LayerForms<'Reshape'> = {
  caffe: {},
  onnx: {},
  writeOnnx: {Reshape: writeOnnx},
};

function writeOnnx(layer: TracedLayer, graph: OnnxGraphWriter, [x]: readonly [string, ...string[]]): void {
  const {name, inputShapes, outputShape} = layer;
  const plain = fromGraphOrder(`${name}/axes`, inputShapes[0] ?? [], graph, x);
  const sizes = graph.integers(`${name}/shape`, [-1, ...outputShape]);
  toGraphOrder(layer, graph, output => graph.add('Reshape', output, [plain, sizes]));
}
