import {messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import {scaledPower} from '../../../layers/scaled-power';
import type {PowerRow} from '../../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../../layer-forms/caffe-reading';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue} from '../../layer-forms/network-value';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** A power of each value, after a factor and a shift. */
export const power: LayerKind<PowerRow, 'ScaledPower'> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'ScaledPower',
  keepsClasses: true,
};

/** The layer of a row. */
export const makePower: MakeLayer<PowerRow> = ({name, power: exponent = 1, scale = 1, shift = 0}) =>
  scaledPower({name, power: exponent, scale, shift});

/** Class names and weights of the layers. */
export const powerTraits: KindTraits<'ScaledPower'> = {
  classes: {ScaledPower: {keepsOrder: true, isPointwise: true}},
  weights: {},
};

/** Powers in Caffe, and absolute values. */
export const powerForms: LayerForms<'ScaledPower'> = {
  caffe: {Power: readPower, AbsVal: readAbsolute},
  onnx: {},
  writeOnnx: {ScaledPower: writeOnnx},
};

function readPower(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'power_param');
  const [exponent, scale, shift] = [
    numberOf(parameters, 'power', 1),
    numberOf(parameters, 'scale', 1),
    numberOf(parameters, 'shift', 0),
  ];
  return rows.add(
    layer.name,
    {
      kind: 'power',
      ...(exponent === 1 ? {} : {power: exponent}),
      ...(scale === 1 ? {} : {scale}),
      ...(shift === 0 ? {} : {shift}),
    },
    [input],
  );
}

function readAbsolute(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue {
  return rows.add(layer.name, {kind: 'pointwise', function: 'absolute'}, [input]);
}

function writeOnnx(
  {name, config}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const [exponent, scale, shift] = [Number(config.power), Number(config.scale), Number(config.shift)];
  const steps: [operator: string, value: number][] = [
    ['Mul', scale],
    ['Add', shift],
    ...(exponent === 1 ? [] : [['Pow', exponent] as [string, number]]),
  ];
  steps.reduce((input, [operator, value], i) => {
    const constant = graph.constant(`${name}/${operator}`, [], [value]);
    const output = i === steps.length - 1 ? name : `${name}/${i}`;
    return graph.add(operator, output, [input, constant]);
  }, x);
}
