import * as tfl from '@tensorflow/tfjs-layers';
import {AlexNetError} from '../../../errors';
import type {PermuteRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {fromGraphOrder, toGraphOrder, type OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Axes in another order. */
export const permute: LayerKind<PermuteRow, 'Permute'> = {
  plan({order}, [input = []], {where}) {
    if ([...order].sort((a, b) => a - b).join() !== [...input.keys()].join()) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'this is no order of the axes.',
        expected: `each of ${[...input.keys()].join(', ')} once`,
        received: `[${order.join(', ')}]`,
        fix: 'name every axis behind the batch once, counted from 0',
      });
    }
    return {outputShape: order.map(axis => input[axis] ?? 1), parameters: 0, multiplyAdds: 0};
  },
  className: () => 'Permute',
};

/** The layer of a row. */
export const makePermute: MakeLayer<PermuteRow> = ({name, order}) =>
  tfl.layers.permute({name, dims: order.map(axis => axis + 1)});

/** Class names and weights of the layers. */
export const permuteTraits: KindTraits<'Permute'> = {
  classes: {Permute: {}},
  weights: {},
};

/** A transposition in ONNX, whose readers make such rows where a layer needs another order of axes. */
export const permuteForms: LayerForms<'Permute'> = {
  caffe: {},
  onnx: {},
  writeOnnx: {Permute: writeOnnx},
};

function writeOnnx(layer: TracedLayer, graph: OnnxGraphWriter, [x]: readonly [string, ...string[]]): void {
  const {name, config, inputShapes} = layer;
  const plain = fromGraphOrder(`${name}/axes`, inputShapes[0] ?? [], graph, x);
  const order = (config.dims as number[]).map(Number);
  toGraphOrder(layer, graph, output =>
    graph.add('Transpose', output, [plain], {perm: {ints: [0, ...order]}}),
  );
}
