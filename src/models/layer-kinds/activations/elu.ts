import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import type {EluRow} from '../../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../../layer-forms/caffe-reading';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../../layer-forms/network-value';
import {sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** An exponential linear unit. */
export const elu: LayerKind<EluRow, 'ELU'> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'ELU',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeElu: MakeLayer<EluRow> = ({name}) => tfl.layers.elu({name});

/** Class names and weights of the layers. */
export const eluTraits: KindTraits<'ELU'> = {
  classes: {ELU: {keepsOrder: true, isPointwise: true}},
  weights: {},
};

/** Exponential linear units in Caffe and ONNX. */
export const eluForms: LayerForms<'ELU'> = {
  caffe: {ELU: readCaffe},
  onnx: {},
  writeOnnx: {
    ELU({name, config}, graph, [x]) {
      graph.add('Elu', name, [x], {alpha: {float: Number(config.alpha)}});
    },
  },
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  const alpha = numberOf(messageOf(layer.parameters, 'elu_param'), 'alpha', 1);
  // The stock layer has alpha 1 only.
  const body: RowBody = alpha === 1 ? {kind: 'elu'} : {kind: 'pointwise', function: 'elu', alpha};
  return rows.add(layer.name, body, [input]);
}
