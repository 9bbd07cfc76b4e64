import {AlexNetError} from '../errors';
import {ProtobufMessage} from './protobuf-message';
import type {SourceFile} from './source-file';

/** A file that people pass and that holds no weights in a form that is read. */
export interface OtherFile {
  /** What it is: `a page of HTML or XML`. */
  what: string;
  /** What to do, as a line to type where there is one. */
  fix: string;
}

const CHECKPOINT_FIX =
  'save its arrays in Python: r = tf.train.load_checkpoint("FOLDER"); numpy.savez("weights.npz", **{n: r.get_tensor(n) for n in r.get_variable_to_shape_map()})';

/** How these files begin. */
const STARTS: readonly (readonly [start: string | RegExp, what: string, fix: string])[] = [
  ['version https://git-lfs', 'a pointer of Git LFS, not the file', 'fetch the file itself: git lfs pull'],
  ['<', 'a page of HTML or XML', 'download the file itself: the address leads to a page about it'],
  ['MATLAB', 'a MATLAB file (MatConvNet)', 'save the arrays with numpy.savez'],
  ['\x1f\x8b', 'compressed with gzip', 'unpack it first: gunzip'],
  ['BZh', 'compressed with bzip2', 'unpack it first: bunzip2'],
  ['\xfd7zXZ', 'compressed with xz', 'unpack it first: unxz'],
  ['7z\xbc\xaf', 'an archive of 7-Zip', 'unpack it first: 7z x'],
  ['model_checkpoint_path', 'the list of TensorFlow checkpoints', CHECKPOINT_FIX],
  [
    /^(#[^\n]*\n|\s)*(name|input|layers?)\s*[:{]/,
    'a definition of Caffe, without weights',
    'pass the weights, and this file with --prototxt: alexnet convert NET.caffemodel OUT --prototxt NET.prototxt',
  ],
];

const FLATBUFFER_FIX =
  'convert it first: python -m tf2onnx.convert --tflite FILE --output net.onnx, then alexnet convert net.onnx OUT --graph';
/** The last bytes of a table of LevelDB, in which TensorFlow keeps the index of a checkpoint. */
const TABLE_END = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

/** Field numbers of TensorFlow's messages. */
const GRAPH = {node: 1};
const NODE = {name: 1, operator: 2, input: 3};
/** CoreML's networks stand under numbers from here on. */
const CORE_ML_NETWORK = 200;
/** Memory of a name. */
const NAME_BYTES = 100;

/** Says what a file is that begins like something well known. */
export function otherByContent({bytes}: SourceFile, start: string, fileName = ''): OtherFile | undefined {
  const found = STARTS.find(([form]) =>
    typeof form === 'string' ? start.startsWith(form) : form.test(start),
  );
  if (found !== undefined) {
    return {what: found[1], fix: found[2]};
  }
  if (start.slice(4, 8) === 'TFL3') {
    return {what: 'a network of TensorFlow Lite', fix: FLATBUFFER_FIX.replace('FILE', fileName || 'FILE')};
  }
  const isTable = TABLE_END.every((byte, i) => byte === bytes[bytes.length - TABLE_END.length + i]);
  return isTable || /\.data-\d+-of-\d+$/.test(fileName)
    ? {what: 'one of the files of a TensorFlow checkpoint', fix: CHECKPOINT_FIX}
    : undefined;
}

/** Says what a zip archive is that holds no arrays, by the names in it. */
export function otherByEntries(names: readonly string[], fileName = 'FILE'): OtherFile | undefined {
  if (names.some(name => /(^|\/)archive_format$/.test(name)) || names.includes('serialized_state_dict.pt')) {
    return {
      what: 'a program of torch.export',
      fix: `save its weights in Python: torch.save(torch.export.load("${fileName}").state_dict, "weights.pth")`,
    };
  }
  const inner = names.find(name =>
    /\.(pth?|ckpt|caffemodel|safetensors|onnx|h5|pb|mlmodel|bin)$/i.test(name),
  );
  return inner === undefined
    ? undefined
    : {what: `a zip archive that holds ${inner}`, fix: 'unpack it first: unzip'};
}

/** Says which message of TensorFlow or CoreML a file of protocol buffers is. */
export function otherByFields(file: SourceFile, fileName = 'FILE'): OtherFile | undefined {
  const seen = new Map<number, boolean>();
  const names = {placeholders: new Set<string>(), all: new Set<string>(), taken: new Set<string>()};
  let isGraph = true;
  try {
    const message = new ProtobufMessage(file, file.bytes, 'the file');
    while (message.next()) {
      seen.set(message.field, message.isBytes);
      if (message.field === GRAPH.node) {
        isGraph &&= message.isBytes && readNode(message.message('a node'), names, file);
      }
    }
  } catch (error) {
    if (error instanceof AlexNetError) {
      return undefined;
    }
    throw error;
  }
  if (isGraph && names.all.size > 0) {
    const ends = [...names.all].filter(name => !names.taken.has(name));
    const list = (found: Iterable<string>, other: string): string =>
      [...found]
        .slice(0, 3)
        .map(name => `${name}:0`)
        .join(',') || other;
    return {
      what: 'a graph of TensorFlow (GraphDef)',
      fix: `convert it first: python -m tf2onnx.convert --graphdef ${fileName} --inputs ${list(names.placeholders, 'INPUT:0')} --outputs ${list(ends, 'OUTPUT:0')} --output net.onnx, then alexnet convert net.onnx OUT --graph`,
    };
  }
  // Version and content: ONNX has its graph under 7.
  if (seen.get(1) !== false || seen.get(2) !== true || seen.has(7)) {
    return undefined;
  }
  return Math.max(...seen.keys()) >= CORE_ML_NETWORK
    ? {
        what: 'a network of CoreML',
        fix: 'export the network that it was made of to ONNX: torch.onnx.export, or tf2onnx',
      }
    : {
        what: 'a SavedModel of TensorFlow',
        fix: 'convert its folder first: python -m tf2onnx.convert --saved-model FOLDER --output net.onnx, then alexnet convert net.onnx OUT --graph',
      };
}

/** Reads a node; false for a message that is none. */
function readNode(
  node: ProtobufMessage,
  {placeholders, all, taken}: Record<'placeholders' | 'all' | 'taken', Set<string>>,
  file: SourceFile,
): boolean {
  let [name, operator] = ['', ''];
  const inputs: string[] = [];
  while (node.next()) {
    if (node.field === NODE.name && node.isBytes) {
      name = node.text();
    } else if (node.field === NODE.operator && node.isBytes) {
      operator = node.text();
    } else if (node.field === NODE.input && node.isBytes) {
      inputs.push(node.text());
    }
  }
  if (name === '' || !/^_?[A-Z]\w*$/.test(operator)) {
    return false;
  }
  file.spend(NAME_BYTES * (1 + inputs.length), 'the nodes of a graph');
  all.add(name);
  inputs.forEach(input => taken.add(input.replace(/^\^|:\d+$/g, '')));
  if (operator === 'Placeholder') {
    placeholders.add(name);
  }
  return true;
}
