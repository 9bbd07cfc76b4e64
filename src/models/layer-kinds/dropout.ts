import {messageOf} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {steppedDropout} from '../../layers/stepped-dropout';
import type {DropoutRow} from '../../presets/layer-row';
import {numberOf} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import {
  constantAt,
  constantNumbers,
  like,
  nodeName,
  numberOf as onnxNumber,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import type {WriteOnnx} from '../layer-forms/onnx-writing';
import {sameShape} from './check-shapes';
import {seedFor} from './layer-arguments';
import type {KindTraits, LayerKind, LayerTraits, MakeLayer} from './layer-kind';

const NOISE: LayerTraits = {isRandom: true, keepsOrder: true, isPointwise: true};

/** The layer classes of this kind, as saved models have them. */
type DropoutClass =
  | 'SteppedDropout'
  | 'Dropout'
  | 'SpatialDropout1D'
  | 'SpatialDropout2D'
  | 'AlphaDropout'
  | 'GaussianDropout'
  | 'GaussianNoise';

/** Dropout, and what else draws at random while a network is trained. */
export const dropout: LayerKind<DropoutRow, DropoutClass> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'SteppedDropout',
  keepsClasses: true,
};

/** The layer of a row. Its seed depends on its name, so no place is needed to tell it from others. */
export const makeDropout: MakeLayer<DropoutRow> = ({name, rate}, {dropout: usual, dropoutForAll, seed}) =>
  steppedDropout({
    name,
    rate: dropoutForAll ?? rate ?? usual,
    seed: seedFor('dropout', name, seed),
    place: '',
  });

/** Class names and weights of the layers. */
export const dropoutTraits: KindTraits<DropoutClass> = {
  classes: {
    SteppedDropout: NOISE,
    Dropout: NOISE,
    SpatialDropout1D: NOISE,
    SpatialDropout2D: NOISE,
    AlphaDropout: NOISE,
    GaussianDropout: NOISE,
    GaussianNoise: NOISE,
  },
  weights: {},
};

const vanish: WriteOnnx = ({name}, graph, [x]) => {
  graph.alias(name, x);
};

/** Dropout in Caffe and ONNX. ONNX files are written for prediction: there it vanishes. */
export const dropoutForms: LayerForms<DropoutClass> = {
  caffe: {
    Dropout(layer, [input], {rows}) {
      const rate = numberOf(messageOf(layer.parameters, 'dropout_param'), 'dropout_ratio', 0.5);
      return rows.add(layer.name, {kind: 'dropout', rate}, [input]);
    },
  },
  onnx: {Dropout: readOnnx},
  writeOnnx: {
    SteppedDropout: vanish,
    Dropout: vanish,
    SpatialDropout1D: vanish,
    SpatialDropout2D: vanish,
    AlphaDropout: vanish,
    GaussianDropout: vanish,
    GaussianNoise: vanish,
  },
};

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const [given] = constantNumbers(constantAt(node, 1, context)) ?? [];
  const rate = given ?? onnxNumber(node, 'ratio', 0.5);
  return like(flow, context.rows.add(nodeName(node), {kind: 'dropout', rate}, [flow.value]));
}
