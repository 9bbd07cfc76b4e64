import {AlexNetError} from '../errors';
import {ByteReader} from './byte-reader';
import {KERAS_WEIGHTS} from './hdf5/keras-archive';
import {NPY_MAGIC} from './numpy/parse-npy';
import {otherByContent, otherByEntries, otherByFields, type OtherFile} from './other-files';
import {ProtobufMessage} from './protobuf-message';
import {readZip} from './read-zip';
import {isSafetensorsIndex} from './safetensors/parse-safetensors-index';
import {SourceFile} from './source-file';
import {type WeightFormat} from './weight-file';

/** Endings that people use. They decide only where the content says nothing: any file may be called `.bin`. */
const ENDINGS: Readonly<Record<string, WeightFormat>> = {
  caffemodel: 'caffe',
  pth: 'torch',
  pt: 'torch',
  safetensors: 'safetensors',
  onnx: 'onnx',
  npz: 'npz',
  npy: 'npz',
  h5: 'hdf5',
  hdf5: 'hdf5',
  json: 'tfjs',
};

const START_BYTES = 512;
/** Field numbers at the top of a Caffe network, of its mean image, and of an ONNX model. */
const CAFFE = {name: 1, v1Layers: 2, layer: 100};
const BLOB_DATA = 5;
const ONNX = {irVersion: 1, graph: 7};

/**
 * Tells from its content what kind of weight file this is; the ending of `fileName` helps where the content does not.
 *
 * Throws `bad-weights` where neither does, and says what the file is if it is something well known.
 */
export function detectFormat(bytes: Uint8Array | ArrayBuffer, fileName?: string): WeightFormat {
  const file = new SourceFile('parseWeightFile', bytes, {fileName});
  const ending = /\.(\w+)$/.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';
  const content = formatByContent(file, fileName);
  const known = typeof content === 'string' ? content : undefined;
  const other =
    typeof content === 'object'
      ? content
      : known === undefined
        ? (otherByContent(file, startOf(file), fileName) ?? otherByFields(file, fileName))
        : undefined;
  const format = known ?? (other === undefined ? (formatByFields(file) ?? ENDINGS[ending]) : undefined);
  if (format === undefined) {
    throw file.damaged({
      problem: other === undefined ? 'this is no weight file that is known.' : `this is ${other.what}.`,
      expected: '.caffemodel, .pth, .pt, .safetensors, .onnx, .npz, .npy, .h5 or a tfjs model.json',
      received:
        file.bytes.length === 0
          ? 'an empty file'
          : `${file.bytes.length} bytes that begin with ${[...file.bytes.subarray(0, 8)].join(' ')}`,
      fix: other?.fix,
    });
  }
  return format;
}

/** One character a byte, so that signatures can be written as texts. */
function startOf(file: SourceFile): string {
  return String.fromCharCode(...file.bytes.subarray(0, START_BYTES));
}

function formatByContent(
  file: SourceFile,
  fileName: string | undefined,
): WeightFormat | OtherFile | undefined {
  const {bytes} = file;
  const start = startOf(file);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    const names = readZip(file).map(({name}) => name);
    if (names.some(name => /^([^/]+\/)?data\.pkl$/.test(name))) {
      return 'torch';
    }
    const hasArrays = names.some(name => name.endsWith('.npy'));
    return names.includes(KERAS_WEIGHTS)
      ? 'hdf5'
      : hasArrays
        ? 'npz'
        : (otherByEntries(names, fileName) ?? 'npz');
  }
  if (NPY_MAGIC.every((byte, i) => byte === bytes[i])) {
    return 'npz';
  }
  if (start.startsWith('\x89HDF')) {
    return 'hdf5';
  }
  // The length of a text's first 8 letters, taken as a number, is far beyond any file.
  if (bytes.length > 8 && start[8] === '{') {
    if (new ByteReader(file, bytes, 'the file').uint64() <= bytes.length - 8) {
      return 'safetensors';
    }
  }
  const isPickle = bytes[0] === 0x80 && (bytes[1] ?? 255) <= 5;
  if (isPickle || start.slice(257, 262) === 'ustar') {
    return 'torch';
  }
  if (isSafetensorsIndex(bytes)) {
    return 'safetensors';
  }
  return /^(\xef\xbb\xbf)?\s*\{/.test(start) ? 'tfjs' : undefined;
}

/** Caffe and ONNX are both protocol buffers without a signature: the fields at their top differ. */
function formatByFields(file: SourceFile): WeightFormat | undefined {
  const seen = new Map<number, boolean>();
  try {
    const message = new ProtobufMessage(file, file.bytes, 'the file');
    while (message.next()) {
      seen.set(message.field, message.isBytes);
    }
  } catch (error) {
    if (error instanceof AlexNetError) {
      return undefined;
    }
    throw error;
  }
  if (seen.get(ONNX.graph) === true && seen.get(ONNX.irVersion) !== true) {
    return 'onnx';
  }
  if (seen.get(CAFFE.layer) === true || seen.get(CAFFE.v1Layers) === true) {
    return 'caffe';
  }
  if (seen.get(CAFFE.name) === false && seen.has(BLOB_DATA)) {
    throw file.damaged({
      problem: 'this is a mean image of Caffe, not a network.',
      expected: 'weights',
      received: 'a blob with values',
      fix: 'read it with parseMeanBinaryproto',
    });
  }
  return undefined;
}
