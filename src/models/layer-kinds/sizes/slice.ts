import {checksFor} from '../../../core/check';
import {listOf, messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import {channelSlice} from '../../../layers/channel-slice';
import type {SliceRow} from '../../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../../layer-forms/caffe-reading';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue} from '../../layer-forms/network-value';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {channelsOf} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';
import {cropped} from './crop';

/** Some of the channels. */
export const slice: LayerKind<SliceRow, 'ChannelSlice'> = {
  plan({begin = 0, size}, [input = []], {where}) {
    const check = checksFor(where);
    check.integer('begin', begin);
    check.integer('size', size, 1, channelsOf(input) - begin);
    return {outputShape: [...input.slice(0, -1), size], parameters: 0, multiplyAdds: 0};
  },
  className: () => 'ChannelSlice',
};

/** The layer of a row. */
export const makeSlice: MakeLayer<SliceRow> = ({name, begin = 0, size}) => channelSlice({name, begin, size});

/** Class names and weights of the layers. */
export const sliceTraits: KindTraits<'ChannelSlice'> = {
  classes: {ChannelSlice: {}},
  weights: {},
};

/** Tensors that are taken apart in Caffe: along the channels, or along a side of the image. */
export const sliceForms: LayerForms<'ChannelSlice'> = {
  caffe: {Slice: readCaffe},
  onnx: {},
  writeOnnx: {ChannelSlice: writeOnnx},
  partsOf: (_, [count = 1]) => [[1, 1, count]],
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows}: CaffeRowsContext,
): NetworkValue[] {
  const parameters = messageOf(layer.parameters, 'slice_param');
  const axis = numberOf(parameters, 'axis', numberOf(parameters, 'slice_dim', 1));
  const rank = input.shape.length + 1;
  const counted = axis < 0 ? axis + rank : axis;
  // Channels are axis 1 of Caffe, height and width axes 2 and 3.
  const place = rank === 2 ? [0][counted - 1] : [2, 0, 1][counted - 1];
  const length = place === undefined ? undefined : input.shape[place];
  if (place === undefined || length === undefined) {
    return rows.refuse(layer.name, `Slice along axis ${axis}`);
  }
  if (input.parts.some(([height, width]) => height * width > 1)) {
    return rows.refuse(layer.name, 'Slice of a flattened image');
  }
  const count = layer.tops.length;
  const points = listOf(parameters, 'slice_point').map(Number);
  const even = Array.from({length: count - 1}, (_, i) => ((i + 1) * length) / count);
  const ends = [...(points.length > 0 ? points : even), length];
  const starts = [0, ...ends.slice(0, -1)];
  const isCut = ends.every((end, i) => Number.isInteger(end) && end > (starts[i] ?? 0));
  if (ends.length !== count || !isCut) {
    return rows.refuse(layer.name, `Slice of ${length} into ${count} at ${ends.slice(0, -1).join(', ')}`);
  }
  return layer.tops.map((top, i) => {
    const [begin, end] = [starts[i] ?? 0, ends[i] ?? length];
    if (rank === 2 || place === 2) {
      return rows.add(top, {kind: 'slice', ...(begin === 0 ? {} : {begin}), size: end - begin}, [input]);
    }
    const sides: [number, number] = [begin, length - end];
    return cropped(rows, top, input, place === 0 ? [sides, [0, 0]] : [[0, 0], sides]);
  });
}

function writeOnnx(
  {name, config}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const [begin, size] = [Number(config.begin), Number(config.size)];
  graph.add('Slice', name, [
    x,
    graph.integers(`${name}/starts`, [begin]),
    graph.integers(`${name}/ends`, [begin + size]),
    graph.integers(`${name}/axes`, [1]),
  ]);
}
