import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../../core/check';
import {listOf, messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import type {CropRow} from '../../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../../layer-forms/caffe-reading';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue} from '../../layer-forms/network-value';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {imageShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Cuts pixels off the sides of an image. */
export const crop: LayerKind<CropRow, 'Cropping2D'> = {
  plan({cropping}, [input], {where}) {
    const [height, width, channels] = imageShape(where, input);
    cropping.flat().forEach(pixels => checksFor(where).integer('cropping', pixels));
    const [[top, bottom], [left, right]] = cropping;
    return {
      outputShape: [height - top - bottom, width - left - right, channels],
      parameters: 0,
      multiplyAdds: 0,
    };
  },
  className: () => 'Cropping2D',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeCrop: MakeLayer<CropRow> = ({name, cropping: [[top, bottom], [left, right]]}) =>
  tfl.layers.cropping2D({
    name,
    cropping: [
      [top, bottom],
      [left, right],
    ],
  });

/** Class names and weights of the layers. */
export const cropTraits: KindTraits<'Cropping2D'> = {
  classes: {Cropping2D: {}},
  weights: {},
};

/** Images cut to the size of another in Caffe; in ONNX a Slice. */
export const cropForms: LayerForms<'Cropping2D'> = {
  caffe: {Crop: readCaffe},
  onnx: {},
  writeOnnx: {Cropping2D: writeOnnx},
  takesImages: true,
};

/** Only the size of the second input counts. */
function readCaffe(layer: CaffeLayerDefinition, inputs: CaffeInputs, {rows}: CaffeRowsContext): NetworkValue {
  const [input, reference] = inputs;
  const parameters = messageOf(layer.parameters, 'crop_param');
  const axis = numberOf(parameters, 'axis', 2);
  const offsets = listOf(parameters, 'offset').map(Number);
  if (reference === undefined || !rows.isImage(input) || !rows.isImage(reference)) {
    return rows.refuse(layer.name, 'a Crop without an image and one of the size to cut it to');
  }
  // From this axis on: channels, height and width are axes 1, 2 and 3 of Caffe.
  const first = axis < 0 ? axis + 4 : axis;
  if (first < 2 || first > 3) {
    return rows.refuse(layer.name, `Crop from axis ${axis}`);
  }
  rows.refer(reference);
  const cropping = [0, 1].map((side): [number, number] => {
    const place = side + 2 - first;
    if (place < 0) {
      return [0, 0];
    }
    const offset = (offsets.length > 1 ? offsets[place] : offsets[0]) ?? 0;
    return [offset, (input.shape[side] ?? 1) - offset - (reference.shape[side] ?? 1)];
  }) as [[number, number], [number, number]];
  if (cropping.flat().some(pixels => pixels < 0)) {
    return rows.refuse(
      layer.name,
      `a Crop of [${input.shape.join(', ')}] to [${reference.shape.join(', ')}] at ${offsets.join(', ')}`,
    );
  }
  return cropped(rows, layer.name, input, cropping);
}

/** The image without these pixels; itself where there are none to cut off. */
export function cropped(
  rows: CaffeRowsContext['rows'],
  name: string,
  image: NetworkValue,
  cropping: CropRow['cropping'],
): NetworkValue {
  return cropping.flat().every(pixels => pixels === 0)
    ? image
    : rows.add(name, {kind: 'crop', cropping}, [image]);
}

function writeOnnx(
  {name, config, inputShapes}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = config.cropping as number[][];
  const [height = 0, width = 0] = inputShapes[0] ?? [];
  const inputs = {starts: [top, left], ends: [height - bottom, width - right], axes: [2, 3]};
  graph.add('Slice', name, [
    x,
    ...Object.entries(inputs).map(([input, values]) => graph.integers(`${name}/${input}`, values)),
  ]);
}
