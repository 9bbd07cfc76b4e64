import {AlexNetError} from '../../errors';
import {
  listOf,
  messageOf,
  type CaffeDefinition,
  type CaffeLayerDefinition,
} from '../../formats/caffe/caffe-definition';
import type {CaffeMessage, CaffeModel} from '../../formats/caffe/caffe-model';
import {isSkipped} from './caffe-layers';

/** The input of a network: the blob that images come in by. */
export interface CaffeInput {
  blob: string;
  /** [height, width, channels], where the definition has it. */
  shape?: number[];
  /** Other blobs that are no images, such as labels: what is made of them alone is left out. */
  sides: string[];
  /** Layers of the definition that read it, and one that only takes it apart. */
  layers: string[];
}

/** A place that data may come from. */
interface Source {
  blob: string;
  shape?: number[];
  /** Whether the number of channels is only what photos usually have. */
  isGuess?: boolean;
}

const INPUT_TYPES = ['Input', 'Data', 'ImageData', 'MemoryData', 'HDF5Data', 'WindowData', 'DummyData'];
const LABELS = ['label', 'labels'];

/** Whether a layer reads data, and takes no blob. */
export function isSource({type, bottoms}: CaffeLayerDefinition): boolean {
  return INPUT_TYPES.includes(type) || bottoms.length === 0;
}

/**
 * Finds the one blob that images come in by. A pair of images that a Slice takes apart, of which the network uses one, is
 * that one image.
 *
 * @param model the weights, which tell the channels where the definition does not.
 * @param isCut whether the layers are only those that lead to a chosen end: inputs that they do not take do not count.
 */
export function caffeInput(
  {inputs, layers, others}: CaffeDefinition,
  model: CaffeModel | undefined,
  where: string,
  isCut = false,
): CaffeInput {
  const sources = layers.filter(isSource);
  const taken = new Set(layers.filter(({type}) => !isSkipped(type)).flatMap(({bottoms}) => bottoms));
  const blobs = new Map<string, Source>();
  for (const {name, shape} of inputs) {
    blobs.set(name, {blob: name, ...withShape(channelsLast(shape))});
  }
  for (const layer of sources) {
    const blob = layer.tops[0] ?? layer.name;
    blobs.set(blob, {blob, ...shapeOfData(layer)});
  }
  const images = [...blobs.values()].filter(({blob}) => !LABELS.includes(blob));
  const used = isCut ? images.filter(({blob}) => taken.has(blob)) : images;
  const [found, ...more] = used;
  // A .caffemodel that was saved in training has the training's data layer, which this phase may have left out.
  const made = new Set(layers.flatMap(({tops}) => tops));
  const open = layers
    .flatMap(({bottoms}) => bottoms)
    .find(bottom => !made.has(bottom) && !LABELS.includes(bottom));
  const outside = others.find(layer => isSource(layer) && layer.tops[0] === open);
  const source =
    found ?? (open === undefined ? undefined : {blob: open, ...(outside && shapeOfData(outside))});
  if (source === undefined || more.length > 0) {
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `the network has ${more.length + (source === undefined ? 0 : 1)} inputs.`,
      expected: 'one input, declared by "input" or by a layer of the type Input or Data',
      received: used.map(({blob}) => `"${blob}"`).join(', ') || 'none',
      fix: 'pass a definition of one input, such as a deploy.prototxt, or name a layer to end at that needs one only',
    });
  }
  const tops = [...sources, ...others.filter(isSource)].flatMap(layer => layer.tops);
  const sides = [...new Set([...LABELS, ...blobs.keys(), ...tops])].filter(blob => blob !== source.blob);
  return takeApart(source, {sides, layers, names: sources.map(({name}) => name), taken}, model);
}

interface Surroundings {
  sides: string[];
  layers: readonly CaffeLayerDefinition[];
  names: string[];
  taken: ReadonlySet<string>;
}

/** Looks for a Slice that takes the input apart, and completes the shape from the weights. */
function takeApart(
  source: Source,
  {sides, layers, names, taken}: Surroundings,
  model: CaffeModel | undefined,
): CaffeInput {
  const readers = layers.filter(({bottoms}) => bottoms.includes(source.blob));
  const [slice] = readers;
  const parameters = messageOf(slice?.parameters ?? {}, 'slice_param');
  const axis = parameters.axis ?? parameters.slice_dim ?? 1;
  const [height, width] = source.shape ?? [];
  if (slice?.type === 'Slice' && readers.length === 1 && axis === 1) {
    const points = listOf(parameters, 'slice_point').map(Number);
    const lengths = points.map((point, i) => point - (points[i - 1] ?? 0));
    const places = [...slice.tops.keys()].filter(i => taken.has(slice.tops[i] ?? ''));
    const [place = 0] = places;
    // The last length is open; parts of a pair are as long as one another.
    const channels = lengths[place] ?? lengths[lengths.length - 1];
    if (places.length === 1 && channels !== undefined && source.isGuess !== false) {
      const blob = slice.tops[place] ?? source.blob;
      return {
        blob,
        ...(height === undefined || width === undefined ? {} : {shape: [height, width, channels]}),
        sides: [...sides, source.blob, ...slice.tops].filter(name => name !== blob),
        layers: [...names, slice.name],
      };
    }
    if (source.isGuess === true && channels !== undefined && height !== undefined && width !== undefined) {
      const shape = [height, width, channels * slice.tops.length];
      return {blob: source.blob, shape, sides, layers: names};
    }
  }
  const channels = source.isGuess === true ? channelsOfKernel(readers, model) : undefined;
  const shape =
    channels === undefined || height === undefined || width === undefined
      ? source.shape
      : [height, width, channels];
  return {blob: source.blob, ...withShape(shape), sides, layers: names};
}

/** Channels that the first convolution's kernel takes. */
function channelsOfKernel(
  readers: readonly CaffeLayerDefinition[],
  model: CaffeModel | undefined,
): number | undefined {
  const conv = readers.find(({type}) => type === 'Convolution');
  const [kernel] = model?.layers.find(({name}) => name === conv?.name)?.blobs ?? [];
  const group = messageOf(conv?.parameters ?? {}, 'convolution_param').group ?? 1;
  const [, channels] = kernel?.shape ?? [];
  return kernel?.shape.length === 4 && channels !== undefined && typeof group === 'number'
    ? channels * group
    : undefined;
}

function shapeOfData({parameters}: CaffeLayerDefinition): Pick<Source, 'shape' | 'isGuess'> {
  for (const field of ['input_param', 'dummy_data_param']) {
    const message = messageOf(parameters, field);
    const [shape] = listOf(message, 'shape');
    if (typeof shape === 'object' && !Array.isArray(shape)) {
      return withShape(channelsLast(listOf(shape, 'dim').map(Number)));
    }
    const sizes = ['num', 'channels', 'height', 'width'].map(name => Number(listOf(message, name)[0]));
    if (sizes.every(Number.isInteger)) {
      return withShape(channelsLast(sizes));
    }
  }
  const memory = messageOf(parameters, 'memory_data_param');
  if (typeof memory.channels === 'number') {
    return withShape(channelsLast([1, memory.channels, Number(memory.height), Number(memory.width)]));
  }
  const messages = ['transform_param', 'data_param', 'image_data_param', 'window_data_param'].map(field =>
    messageOf(parameters, field),
  );
  const sides = sidesOfData(messages);
  if (sides === undefined) {
    return {};
  }
  const isGray = messages.some(({force_gray: gray, is_color: color}) => gray === true || color === false);
  return {shape: [...sides, isGray ? 1 : 3], isGuess: !isGray};
}

/** Before 2014 the crop stood among the parameters of the data; without a crop, photos may be scaled to a size. */
function sidesOfData(messages: readonly CaffeMessage[]): [number, number] | undefined {
  const size = (field: string): number | undefined =>
    messages
      .map(message => message[field])
      .find((value): value is number => typeof value === 'number' && value > 0);
  const crop = size('crop_size');
  const [height, width] = [size('new_height'), size('new_width')];
  if (crop !== undefined) {
    return [crop, crop];
  }
  return height === undefined || width === undefined ? undefined : [height, width];
}

function withShape(shape: number[] | undefined): {shape?: number[]; isGuess: false} {
  return shape === undefined ? {isGuess: false} : {shape, isGuess: false};
}

/** [batch, channels, height, width] as [height, width, channels]. */
function channelsLast([, channels, height, width]: number[]): number[] | undefined {
  const shape = [height, width, channels];
  return shape.every((length): length is number => Number.isInteger(length) && Number(length) > 0)
    ? shape
    : undefined;
}

/** The error for a definition that does not say how large its input is. */
export function missingShape(where: string): never {
  throw new AlexNetError({
    code: 'bad-argument',
    where,
    problem: 'the definition does not say how large its input is.',
    expected: 'inputShape, [height, width, channels]',
    received: 'none, and no input_shape, input_param or crop_size in the definition',
    fix: 'pass inputShape: [227, 227, 3], say (in the command: --input-shape 227,227,3)',
  });
}
