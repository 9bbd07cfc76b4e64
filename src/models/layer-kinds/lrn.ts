import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {AlexNetError} from '../../errors';
import {localResponseNormalization} from '../../layers/local-response-normalization';
import type {LRNRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import {imageAt} from '../layer-forms/arrange-onnx';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../layer-forms/network-value';
import {
  integerOf,
  made,
  nodeName,
  numberOf as onnxNumber,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import {imageShape, sameShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** Local response normalization (LRN). */
export const lrn: LayerKind<LRNRow, 'LocalResponseNormalization'> = {
  plan(_, inputs, {where}) {
    imageShape(where, inputs[0]);
    return sameShape(inputs);
  },
  className: () => 'LocalResponseNormalization',
  leftOutBy: 'lrn',
};

/** The layer of a row. */
export const makeLrn: MakeLayer<LRNRow> = ({name, depthRadius, bias, alpha, beta}) =>
  localResponseNormalization({name, depthRadius, bias, alpha, beta});

/** Class names and weights of the layers. */
export const lrnTraits: KindTraits<'LocalResponseNormalization'> = {
  classes: {LocalResponseNormalization: {isPointwise: true}},
  weights: {},
};

/** Local response normalization in Caffe, for both kinds, and in ONNX. */
export const lrnForms: LayerForms<'LocalResponseNormalization'> = {
  caffe: {LRN: readCaffe},
  onnx: {LRN: readOnnx},
  writeOnnx: {
    LocalResponseNormalization({name, config}, graph, [x]) {
      const radius = config.depthRadius;
      const [before, after] = Array.isArray(radius) ? (radius as number[]) : [Number(radius), Number(radius)];
      const size = (before ?? 0) + (after ?? 0) + 1;
      if (before !== Math.floor((size - 1) / 2)) {
        throw new AlexNetError({
          code: 'unsupported',
          where: `writeOnnx, layer "${name}"`,
          problem: 'ONNX has no such window: of an even size it has one more channel after the center.',
          expected: `depthRadius [${Math.floor((size - 1) / 2)}, ${Math.ceil((size - 1) / 2)}] for ${size} channels`,
          received: `depthRadius [${String(before)}, ${String(after)}]`,
          fix: 'write safetensors, or use an odd size',
        });
      }
      graph.add('LRN', name, [x], {
        size: {int: size},
        alpha: {float: Number(config.alpha) * size},
        beta: {float: Number(config.beta)},
        bias: {float: Number(config.bias)},
      });
    },
  },
  takesImages: true,
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'lrn_param');
  const size = numberOf(parameters, 'local_size', 5);
  const alpha = numberOf(parameters, 'alpha', 1);
  const beta = numberOf(parameters, 'beta', 0.75);
  if (!rows.isImage(input)) {
    return rows.refuse(layer.name, 'LRN of what is no image');
  }
  if (parameters.norm_region === 'WITHIN_CHANNEL') {
    // Caffe's k is 1 here whatever the file says.
    return rows.add(layer.name, {kind: 'spatialLrn', size, alpha, beta}, [input]);
  }
  if (size % 2 !== 1) {
    return rows.refuse(layer.name, `LRN of an even size (${size}), which Caffe refuses too`);
  }
  const body: RowBody = {
    kind: 'lrn',
    depthRadius: (size - 1) / 2,
    bias: numberOf(parameters, 'k', 1),
    alpha: alpha / size,
    beta,
  };
  return rows.add(layer.name, body, [input]);
}

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const input = imageAt(node, context);
  const size = integerOf(node, 'size', 0);
  if (size < 1) {
    return rows.refuse(nodeName(node), `LRN of a size of ${size}`);
  }
  const body: RowBody = {
    kind: 'lrn',
    depthRadius: size % 2 === 1 ? (size - 1) / 2 : [size / 2 - 1, size / 2],
    bias: onnxNumber(node, 'bias', 1),
    alpha: onnxNumber(node, 'alpha', 1e-4) / size,
    beta: onnxNumber(node, 'beta', 0.75),
  };
  return made(rows.add(nodeName(node), body, [input]));
}
