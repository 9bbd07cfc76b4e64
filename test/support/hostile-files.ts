import {fileURLToPath} from 'node:url';
import {type WeightFormat} from '../../src/formats/weight-file';
import {global, integer, pickle, tensor, text} from './pickle';
import {floats, joinBytes, npy, protobuf, safetensors, uint64, utf8, zip, zipBomb} from './weight-bytes';

/** A malicious file, and the error that its reader must throw. */
export interface HostileFile {
  format: WeightFormat;
  bytes: () => Uint8Array;
  /** Text that the error message must contain. */
  says: string;
  /** For tfjs: the weights beside model.json. */
  weights?: Uint8Array;
}

/** The program that reads one of them in a process of its own; see hostile-reader.ts. */
export const HOSTILE_READER = fileURLToPath(new URL('./hostile-reader.ts', import.meta.url));

const checkpoint = (data: Uint8Array, storage = floats(1, 2)): Uint8Array =>
  zip({'x/data.pkl': data, 'x/data/0': storage});

/** `count` copies of a few bytes. */
function repeat(bytes: readonly number[], count: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(bytes.length * count, Uint8Array.from(bytes)));
}

/** A field whose content is these bytes. */
const field = (number: number, content: Uint8Array): Uint8Array =>
  protobuf(writer => {
    writer.writeBytesField(number, content);
  });

function indexOf(count: number): string {
  const entries = Array.from(
    {length: count},
    (_, i) => `"w${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`,
  );
  return `{${entries.join(',')}}`;
}

/** A list whose every level holds the one below twice: 2⁶⁰ items in 300 bytes. */
const doubling = pickle(
  ']q\x00',
  ...Array.from({length: 30}, (_, i) => ['](h', [i], 'h', [i], 'eq', [i + 1]]).flat(),
);

/** A directory of `count` entries that all are the same file. */
function directoryOf(count: number): Uint8Array {
  const bytes = zip({a: utf8('hello')});
  const end = bytes.length - 22;
  const start = new DataView(bytes.buffer).getUint32(end + 16, true);
  const directory = repeat([...bytes.subarray(start, end)], count);
  const zip64End = joinBytes(
    [0x50, 0x4b, 6, 6],
    uint64(44),
    [45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    uint64(count),
    uint64(count),
    uint64(directory.length),
    uint64(start),
  );
  const last = bytes.slice(end);
  last.set([0xff, 0xff, 0xff, 0xff], 8);
  last.set([0xff, 0xff, 0xff, 0xff], 16);
  return joinBytes(
    bytes.subarray(0, start),
    directory,
    zip64End,
    [0x50, 0x4b, 6, 7, 0, 0, 0, 0],
    uint64(start + directory.length),
    [1, 0, 0, 0],
    last,
  );
}

const MORE = 'far more memory than it is long';

export const HOSTILE_FILES: Readonly<Record<string, HostileFile>> = {
  'safetensors: a million entries': {
    format: 'safetensors',
    bytes: () => safetensors(indexOf(1_000_000)),
    says: MORE,
  },
  'safetensors: a header of empty lists': {
    format: 'safetensors',
    bytes: () => safetensors(`[${'[],'.repeat(2_000_000)}[]]`),
    says: MORE,
  },
  'safetensors: a header of 5 million levels': {
    format: 'safetensors',
    bytes: () => safetensors('['.repeat(5_000_000)),
    says: 'nested too deep',
  },
  'safetensors: a header of 2⁵³ bytes': {
    format: 'safetensors',
    bytes: () => joinBytes(uint64(2 ** 53), utf8('{}')),
    says: 'longer than the file',
  },
  'safetensors: tensors that share their bytes': {
    format: 'safetensors',
    bytes: () =>
      safetensors(
        Object.fromEntries(
          Array.from({length: 1000}, (_, i) => [
            i,
            {dtype: 'F32', shape: [250_000], data_offsets: [0, 1_000_000]},
          ]),
        ),
        new Uint8Array(1_000_000),
      ),
    says: 'overlaps',
  },
  'safetensors: one name of 5 million letters': {
    format: 'safetensors',
    bytes: () => safetensors({['a'.repeat(5_000_000)]: 1}),
    says: 'is not a tensor',
  },
  'npz: a bomb': {
    format: 'npz',
    bytes: () =>
      zipBomb(
        'a.npy',
        100_000_000,
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (25000000,), }", new Uint8Array(0)),
      ),
    says: MORE,
  },
  'npz: a bomb that says it is small': {
    format: 'npz',
    bytes: () => {
      const bytes = zipBomb('a.npy', 100_000_000);
      // The directory's length of the content.
      new DataView(bytes.buffer).setUint32(bytes.length - 22 - 51 + 24, 100, true);
      return bytes;
    },
    says: 'more than 100 bytes',
  },
  'npz: a million entries': {format: 'npz', bytes: () => directoryOf(1_000_000), says: MORE},
  'npz: two thousand entries that are one': {
    format: 'npz',
    bytes: () => directoryOf(2000),
    says: 'overlaps another entry',
  },
  'npz: a shape of 10¹⁸': {
    format: 'npz',
    bytes: () =>
      zip({
        'a.npy': npy(
          "{'descr': '<f4', 'fortran_order': True, 'shape': (1000000000, 1000000000), }",
          floats(1),
        ),
      }),
    says: 'do not fill its shape',
  },
  'torch: a bomb': {
    format: 'torch',
    bytes: () => zipBomb('x/data.pkl', 100_000_000),
    says: MORE,
  },
  'torch: lists in lists, a million deep': {
    format: 'torch',
    bytes: () => checkpoint(pickle(']'.repeat(1_000_000), 'a'.repeat(999_999))),
    says: MORE,
  },
  'torch: lists in lists, ten thousand deep': {
    format: 'torch',
    bytes: () => checkpoint(pickle(']'.repeat(10_000), 'a'.repeat(9999))),
    says: 'nested too deep',
  },
  'torch: four million dicts': {
    format: 'torch',
    bytes: () => checkpoint(pickle('N', '}'.repeat(4_000_000))),
    says: MORE,
  },
  'torch: four million marks': {
    format: 'torch',
    bytes: () => checkpoint(pickle('N', '('.repeat(4_000_000))),
    says: MORE,
  },
  'torch: twenty million nothings': {
    format: 'torch',
    bytes: () => checkpoint(pickle(new Uint8Array(20_000_000).fill('N'.charCodeAt(0)))),
    says: MORE,
  },
  'torch: a list that holds itself': {
    format: 'torch',
    bytes: () => checkpoint(pickle(']q\x00h\x00a')),
    says: 'nested too deep',
  },
  'torch: lists that double at each level': {format: 'torch', bytes: () => checkpoint(doubling), says: MORE},
  'torch: one value repeated 10⁹ times': {
    format: 'torch',
    bytes: () => checkpoint(pickle('}', text('w'), tensor({shape: [1e9], strides: [0]}), 's')),
    says: MORE,
  },
  'torch: a thousand views of one storage': {
    format: 'torch',
    bytes: () =>
      checkpoint(
        pickle(
          '}',
          ...Array.from({length: 1000}, (_, i) => [
            text(`w${i}`),
            tensor({count: 250_000, shape: [250_000]}),
            utf8('s'),
          ]).flat(),
        ),
        new Uint8Array(1_000_000),
      ),
    says: MORE,
  },
  'torch: an integer of 2 GB': {
    format: 'torch',
    bytes: () => joinBytes(pickle([0x8b, 255, 255, 255, 127]), new Uint8Array(1_000_000)),
    says: 'up to 64 bytes',
  },
  'torch: a call, in the old form': {
    format: 'torch',
    bytes: () => pickle(global('os', 'system'), '(', text('touch executed-by-pickle'), 'tR'),
    says: 'os.system',
  },
  'torch: a storage of 2⁶² values, in the old form': {
    format: 'torch',
    bytes: () =>
      joinBytes(
        pickle([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]),
        pickle(integer(1001)),
        pickle('}'),
        pickle('}', text('w'), tensor(), 's'),
        pickle('](', text('0'), 'e'),
        uint64(2 ** 62),
      ),
    says: 'ends too early',
  },
  'caffe: a million layers': {format: 'caffe', bytes: () => repeat([0xa2, 6, 0], 1_000_000), says: MORE},
  'caffe: a million blobs': {
    format: 'caffe',
    bytes: () => field(100, repeat([0x3a, 0], 1_000_000)),
    says: MORE,
  },
  'caffe: 5 million values': {
    format: 'caffe',
    bytes: () => field(100, field(106, field(3, new Uint8Array(5_000_000).fill(1)))),
    says: MORE,
  },
  'caffe: a shape without its values': {
    format: 'caffe',
    bytes: () => field(100, field(7, field(7, field(1, repeat([255, 255, 3], 4))))),
    says: 'do not fill its shape',
  },
  'onnx: a million nodes': {format: 'onnx', bytes: () => field(7, repeat([10, 0], 1_000_000)), says: MORE},
  'onnx: a million sizes': {
    format: 'onnx',
    bytes: () => field(7, field(5, field(1, new Uint8Array(5_000_000).fill(1)))),
    says: MORE,
  },
  'onnx: a million sizes of an input': {
    format: 'onnx',
    bytes: () => field(7, field(11, field(2, field(1, field(2, repeat([10, 0], 1_000_000)))))),
    says: MORE,
  },
  'onnx: a million pairs': {format: 'onnx', bytes: () => repeat([0x72, 0], 1_000_000), says: MORE},
  'onnx: a million texts': {
    format: 'onnx',
    bytes: () => field(7, field(1, repeat([10, 0], 1_000_000))),
    says: MORE,
  },
  'tfjs: a model.json of 5 million levels': {
    format: 'tfjs',
    bytes: () => utf8(`{"weightsManifest":${'['.repeat(5_000_000)}`),
    weights: floats(),
    says: 'nested too deep',
  },
  'tfjs: weights of 10¹⁸ values': {
    format: 'tfjs',
    bytes: () =>
      utf8(
        '{"weightsManifest":[{"paths":["w"],"weights":[{"name":"w","shape":[1000000000,1000000000],"dtype":"float32"}]}]}',
      ),
    weights: floats(1),
    says: 'the shape of "w" is too large',
  },
  'tfjs: a million weights of nothing': {
    format: 'tfjs',
    bytes: () =>
      utf8(
        `{"weightsManifest":[{"paths":["w"],"weights":[${Array.from({length: 1_000_000}, (_, i) => `{"name":"w${i}","shape":[0],"dtype":"float32"}`).join(',')}]}]}`,
      ),
    weights: floats(),
    says: MORE,
  },
  'tfjs: a model.json of empty objects': {
    format: 'tfjs',
    bytes: () => utf8(`[${'{},'.repeat(2_000_000)}{}]`),
    weights: floats(),
    says: MORE,
  },
};
