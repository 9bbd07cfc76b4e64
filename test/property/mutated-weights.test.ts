import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {unzipSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {nextTurn} from '../../src/core/next-turn';
import {RandomStream} from '../../src/core/random';
import {AlexNetError} from '../../src/errors';
import {detectFormat} from '../../src/formats/detect-format';
import type {WeightFormat} from '../../src/formats/weight-file';
import {parseCaffeModel} from '../../src/formats/caffe/parse-caffe-model';
import {parseMeanBinaryproto} from '../../src/formats/caffe/parse-mean-binaryproto';
import {parseHdf5} from '../../src/formats/hdf5/parse-hdf5';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';
import {parseSafetensors} from '../../src/formats/safetensors/parse-safetensors';
import {parseTfjsModel} from '../../src/formats/tfjs/parse-tfjs-model';
import {parseTorchCheckpoint} from '../../src/formats/torch/parse-torch-checkpoint';
import {caffeV0Bytes, caffeV1Bytes, caffeV2Bytes, meanBytes} from '../support/caffe-bytes';
import {testData} from '../support/data';
import {mutateBytes} from '../support/mutate-bytes';
import {risingBytes} from '../support/peak-memory';
import {floats, goldenWeights, utf8, zip} from '../support/weight-bytes';

const SEED = 7;
/** Mutations of each file; ALEXNET_MUTATIONS=20000 for a thorough run of a minute or two. */
const MUTATIONS = Number(process.env.ALEXNET_MUTATIONS ?? 150);

/** Memory beyond 4 × the file. */
const SPARE_BYTES = 64 * 2 ** 20;

type Read = (bytes: Uint8Array) => unknown;

/** Replaces one entry by changed bytes with a valid checksum; otherwise the checksum would detect every change. */
function inZip(file: string, entry: string, read: Read): {bytes: Uint8Array; read: Read} {
  const entries = unzipSync(goldenWeights(file));
  return {bytes: entries[entry]!, read: bytes => read(zip({...entries, [entry]: bytes}))};
}

const tfjsJson = utf8(
  JSON.stringify({
    format: 'layers-model',
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          {name: 'a', shape: [2, 2], dtype: 'float32'},
          {name: 'b', shape: [4], dtype: 'float32', quantization: {dtype: 'uint8', scale: 0.5, min: -1}},
          {name: 'c', shape: [2], dtype: 'float32', quantization: {dtype: 'float16'}},
        ],
      },
    ],
  }),
);
const tfjsWeights = Uint8Array.of(...floats(1, 2, 3, 4), 0, 1, 2, 3, 0, 0x3c, 0, 0xbc);

/** The readers that `parseWeightFile` loads, called synchronously, so that memory is measured within one task. */
const READERS: Record<WeightFormat, Read> = {
  caffe: parseCaffeModel,
  torch: parseTorchCheckpoint,
  safetensors: parseSafetensors,
  onnx: parseOnnx,
  npz: parseNpz,
  hdf5: parseHdf5,
  tfjs: bytes => parseTfjsModel(bytes, floats(1)),
};

const FILES: Record<string, {bytes: Uint8Array; read: Read}> = {
  safetensors: {bytes: goldenWeights('dtypes.safetensors'), read: parseSafetensors},
  'torch, zip': {bytes: goldenWeights('strided-zip.pth'), read: parseTorchCheckpoint},
  'torch, the pickle in the zip': inZip(
    'checkpoint-zip.pth',
    'checkpoint-zip/data.pkl',
    parseTorchCheckpoint,
  ),
  'torch, the pickle of protocol 4': inZip('protocol4.pth', 'protocol4/data.pkl', parseTorchCheckpoint),
  'torch, the pickle of a network': inZip('whole-zip.pth', 'whole-zip/data.pkl', parseTorchCheckpoint),
  'torch, a network in a legacy file': {bytes: goldenWeights('whole-legacy.pth'), read: parseTorchCheckpoint},
  'torch, the pickle of a program': inZip('scripted.pt', 'scripted/data.pkl', parseTorchCheckpoint),
  'torch, normalized weights': {bytes: goldenWeights('normalized.pth'), read: parseTorchCheckpoint},
  'torch, legacy': {bytes: goldenWeights('checkpoint-legacy.pth'), read: parseTorchCheckpoint},
  'torch, a call': inZip('evil-getattr.pth', 'evil-getattr/data.pkl', parseTorchCheckpoint),
  npz: {bytes: goldenWeights('arrays.npz'), read: parseNpz},
  'npz, compressed': {bytes: goldenWeights('compressed.npz'), read: parseNpz},
  'npz, an array in it': inZip('arrays.npz', 'fortran_half.npy', parseNpz),
  npy: {bytes: goldenWeights('ramp.npy'), read: parseNpy},
  'npy, a dictionary': {bytes: goldenWeights('dictionary-2.npy'), read: parseNpz},
  'npy, a dictionary of protocol 5': {bytes: goldenWeights('dictionary-5.npy'), read: parseNpz},
  'hdf5 of Caffe': {bytes: goldenWeights('caffe.h5'), read: parseHdf5},
  'hdf5, chunks': {bytes: goldenWeights('chunks.h5'), read: parseHdf5},
  'hdf5, the newer form': {bytes: goldenWeights('newer.h5'), read: parseHdf5},
  'hdf5 of Keras 3': {bytes: goldenWeights('keras3.weights.h5'), read: parseHdf5},
  'hdf5, many types': {bytes: goldenWeights('types.h5'), read: parseHdf5},
  'torch, objects of other types': inZip('foreign-zip.pth', 'foreign-zip/data.pkl', parseTorchCheckpoint),
  onnx: {bytes: goldenWeights('small.onnx'), read: parseOnnx},
  'caffe, V2': {bytes: caffeV2Bytes(), read: parseCaffeModel},
  'caffe, V1': {bytes: caffeV1Bytes(), read: parseCaffeModel},
  'caffe, V0': {bytes: caffeV0Bytes(), read: parseCaffeModel},
  'caffe, mean': {bytes: meanBytes(), read: parseMeanBinaryproto},
  'tfjs, model.json': {bytes: tfjsJson, read: bytes => parseTfjsModel(bytes, tfjsWeights)},
  'tfjs, weights': {bytes: tfjsWeights, read: bytes => parseTfjsModel(tfjsJson, bytes)},
  'a file of unknown kind': {
    bytes: goldenWeights('dtypes-zip.pth'),
    read: bytes => READERS[detectFormat(bytes)](bytes),
  },
};

/** Reads and returns the error, if any; fails for any other than an AlexNetError about the file. */
function outcome(read: Read, bytes: Uint8Array): AlexNetError | undefined {
  const start = process.cpuUsage();
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof AlexNetError && ['bad-weights', 'unsupported'].includes(error.code)) {
      return error;
    }
    throw error;
  } finally {
    const {user, system} = process.cpuUsage(start);
    expect(user + system, 'microseconds of processor time').toBeLessThan(5e6);
  }
}

describe.each(Object.entries(FILES))('%s', (name, {bytes, read}) => {
  it('is read when whole', () => {
    expect(name === 'torch, a call').toBe(outcome(read, bytes) !== undefined);
  });

  it('is an error when cut off at any hundredth of its length', () => {
    for (let percent = 0; percent < 100; percent++) {
      const cut = bytes.slice(0, Math.floor((bytes.length * percent) / 100));
      expect(outcome(read, cut), `at ${percent} %`).toBeInstanceOf(AlexNetError);
    }
  });

  it(
    `is read or is an error after each of ${MUTATIONS} mutations, within 4 × its size and 64 MB`,
    {timeout: 3_600_000},
    async () => {
      let errors = 0;
      for (let i = 0; i < MUTATIONS; i++) {
        if (i % 500 === 0) {
          // The test runner assumes that a worker without messages for a minute is dead.
          await nextTurn();
        }
        const mutated = mutateBytes(bytes, RandomStream.derive(SEED, name, i));
        try {
          const rise = risingBytes(() => {
            errors += outcome(read, mutated) === undefined ? 0 : 1;
          });
          expect(Number.isNaN(rise) || rise < 4 * mutated.length + SPARE_BYTES, `${rise} bytes`).toBe(true);
        } catch (error) {
          throw new Error(`mutation ${i} of ${name}, seed ${SEED}: ${String(error)}`, {cause: error});
        }
      }
      // Most changes affect values, and any value is valid; but a reader that refused nothing would check nothing.
      expect(errors).toBeGreaterThan(MUTATIONS / 5);
      expect(existsSync('executed-by-pickle')).toBe(false);
    },
  );
});

const REAL = [
  'caffe-lenet/lenet_iter_10000.caffemodel',
  'caffe-cifar10-quick/cifar10_quick_iter_4000.caffemodel',
  'synthetic-mini-alexnet/mini_alexnet.caffemodel',
  'synthetic-mini-alexnet/mini_alexnet.onnx',
  'torch-lenet/lenet.onnx',
  'torch-lenet/lenet.pth',
  'torch-legacy-format/mnist_cnn.pt',
  'squeezenet1.1/squeezenet1_1.pth',
];
const weights = testData('weights');

describe.skipIf(weights === undefined)('real files', () => {
  it.each(REAL)('%s is an error when cut off at any hundredth of its length', path => {
    const bytes = new Uint8Array(readFileSync(join(weights ?? '', path)));
    const format = detectFormat(bytes);
    for (let percent = 0; percent < 100; percent++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * percent) / 100));
      expect(outcome(READERS[format], cut), `at ${percent} %`).toBeInstanceOf(AlexNetError);
    }
  });
});
