import {basename} from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {preprocessingOfDefinition, type GivenPreprocessing} from '../definitions/definition-preprocessing';
import type {DefinedNetwork, NetworkFromDefinitionOptions} from '../definitions/defined-network';
import type {CaffeModel} from '../formats/caffe/caffe-model';
import type {OnnxModel} from '../formats/onnx/onnx-model';
import type {WeightFile} from '../formats/weight-file';
import {replacePreprocessing} from './weights-preprocessing';

/** What {@link importDefinition} goes by. */
export interface ImportDefinitionArgs {
  /** Path of the weights, for messages. */
  path: string;
  file: WeightFile;
  /** A Caffe prototxt. Default: the definition that the file itself holds. */
  prototxt?: {path: string; text: string};
  /** Preprocessing, if the file carries it. */
  carried?: Preprocessing;
  given: GivenPreprocessing;
  options: NetworkFromDefinitionOptions;
  /** Names of so many classes. */
  labels: (count: number) => Promise<readonly string[]>;
}

/** A network made of its own definition, with its weights. */
export interface ImportedDefinition {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  assumed: string[];
  /** Names of the file's arrays that no layer uses. */
  unused: string[];
}

/** Whether a file says itself what network its weights belong to. */
export function holdsDefinition(file: WeightFile): file is OnnxModel | CaffeModel {
  return 'graph' in file || 'layers' in file;
}

/** Makes a network of a prototxt, of an ONNX graph or of what a `.caffemodel` says of itself. */
export async function importDefinition({
  path,
  file: source,
  prototxt,
  carried,
  given,
  options,
  labels,
}: ImportDefinitionArgs): Promise<ImportedDefinition> {
  const file = prototxt !== undefined && source.format === 'hdf5' ? caffeModelOf(source) : source;
  const isCaffe = 'layers' in file;
  if (!holdsDefinition(file) || (prototxt !== undefined && !isCaffe)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: path,
      problem:
        prototxt === undefined
          ? 'this file holds no definition of a network.'
          : 'a prototxt defines the network of a .caffemodel, and this is none.',
      expected: prototxt === undefined ? 'an .onnx or a .caffemodel' : 'a .caffemodel or a .caffemodel.h5',
      received: file.format,
      fix: 'name the preset that the weights belong to',
    });
  }
  const isOpen = carried === undefined && given.mean === undefined && given.scale === undefined;
  const {table, model, unused, scaling} = await networkOf(file, prototxt, options, isOpen);
  try {
    const classes = await labels(classesOf(model, path));
    if (carried !== undefined) {
      const replaced = replacePreprocessing(carried, given, path);
      return {model, preprocessing: {...replaced, classes: [...classes]}, assumed: [], unused};
    }
    const {readCaffeTransform} = await import('../formats/caffe/caffe-transform');
    const made = preprocessingOfDefinition({
      inputShape: table.inputShape,
      classes,
      given: scaling === undefined ? given : {...given, ...scaling},
      transform: isCaffe
        ? {...readCaffeTransform(file), ...(prototxt && readCaffeTransform(prototxt.text))}
        : undefined,
      usualOrder: isCaffe ? 'bgr' : 'rgb',
      where: path,
    });
    return {model, ...made, unused};
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The blobs of Caffe's HDF5 files as the layers of a model: names are those of a layer and its blob, `conv1/0`. */
function caffeModelOf({arrays}: WeightFile): CaffeModel {
  const blobs = new Map<string, NamedArray[]>();
  for (const array of arrays) {
    const name = array.name.slice(0, Math.max(0, array.name.lastIndexOf('/')));
    blobs.set(name, [...(blobs.get(name) ?? []), array]);
  }
  const layers = [...blobs].map(([name, ofLayer]) => ({
    name,
    type: '',
    bottoms: [],
    tops: [],
    blobs: ofLayer.sort((a, b) => a.name.localeCompare(b.name, 'en', {numeric: true})),
    parameters: {},
  }));
  return {format: 'caffe', name: '', inputs: [], layers, arrays, metadata: {}};
}

async function networkOf(
  file: OnnxModel | CaffeModel,
  prototxt: {path: string; text: string} | undefined,
  options: NetworkFromDefinitionOptions,
  takesScaling: boolean,
): Promise<DefinedNetwork & {scaling?: Pick<GivenPreprocessing, 'mean' | 'scale'>}> {
  if ('graph' in file) {
    const {readOnnxNetwork} = await import('../definitions/onnx/network-from-onnx');
    const {network, scaling} = readOnnxNetwork(file, options, takesScaling);
    if (scaling === undefined) {
      return network;
    }
    // factor · x + shift is (x − mean) · scale.
    const {factor, shift} = scaling;
    const mean = factor.map((value, i) => -(shift[i] ?? 0) / value);
    if (mean.every(Number.isFinite)) {
      const data = Float32Array.from(mean);
      return {...network, scaling: {mean: {name: 'mean', shape: [mean.length], data}, scale: factor}};
    }
    network.model.dispose();
    return readOnnxNetwork(file, options).network;
  }
  const {networkFromCaffe} = await import('../definitions/caffe/network-from-caffe');
  return prototxt === undefined
    ? networkFromCaffe(file, options)
    : networkFromCaffe(prototxt.text, {...options, weights: file});
}

function classesOf(model: tfl.LayersModel, path: string): number {
  const [, ...shape] = model.outputs[0]?.shape ?? [];
  const count = shape[shape.length - 1];
  // A softmax over a map names one class per place: a network without dense layers, for images of any size.
  const isMap = shape.length === 3 && model.outputs[0]?.sourceLayer.getClassName() === 'Softmax';
  if ((shape.length !== 1 && !isMap) || typeof count !== 'number') {
    throw new AlexNetError({
      code: 'unsupported',
      where: basename(path),
      problem: 'the network does not end in one number per class.',
      expected: 'an output of [batch, classes], or a softmax over the channels of a map',
      received: `[batch, ${shape.join(', ')}]`,
      fix: 'name the layer to end at (--end-at), or use networkFromOnnx or networkFromCaffe in a program',
    });
  }
  return count;
}
