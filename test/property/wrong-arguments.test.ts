/** Weights and definitions: an argument of the wrong type is refused in words, and never ends in a TypeError. */
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../src/definitions/caffe/network-from-caffe';
import {AlexNetError} from '../../src/errors';
import {parseCaffeModel} from '../../src/formats/caffe/parse-caffe-model';
import {parseMeanBinaryproto} from '../../src/formats/caffe/parse-mean-binaryproto';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';
import {parseWeightFile} from '../../src/formats/parse-weight-file';
import {parseSafetensors} from '../../src/formats/safetensors/parse-safetensors';
import {parseTorchCheckpoint} from '../../src/formats/torch/parse-torch-checkpoint';
import {exportWeights} from '../../src/weights/export-weights';
import {importModel} from '../../src/weights/import-model.node.js';
import {loadWeights} from '../../src/weights/load-weights';
import {networkOfWeights} from '../../src/weights/weights-network';
import {writeNpz} from '../../src/weights/write-npz';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {caffeV2Bytes} from '../support/caffe-bytes';
import {smallNetwork} from '../support/small-network';
import {goldenWeights} from '../support/weight-bytes';

const WRONG = [undefined, null, 7, NaN, true, 'text', Symbol('a'), () => 1, [], [1], {}, {a: 1}, new Date(0)];
const PROTOTXT = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8';
const LAYER = 'layer { name: "r" type: "ReLU" bottom: "data" top: "r" }';
const safetensors = goldenWeights('dtypes.safetensors');

/** Calls with a value of a wrong kind in one place. */
const CALLS: Record<string, (value: never) => unknown> = {
  'parseCaffeModel(value)': value => parseCaffeModel(value),
  'parseCaffeModel(bytes, value)': value => parseCaffeModel(caffeV2Bytes(), value),
  'parseTorchCheckpoint(value)': value => parseTorchCheckpoint(value),
  'parseTorchCheckpoint(bytes, value)': value => parseTorchCheckpoint(goldenWeights('tensor.pth'), value),
  'parseSafetensors(value)': value => parseSafetensors(value),
  'parseSafetensors(bytes, value)': value => parseSafetensors(safetensors, value),
  'parseNpy(value)': value => parseNpy(value),
  'parseNpz(value)': value => parseNpz(value),
  'parseNpz(bytes, value)': value => parseNpz(goldenWeights('arrays.npz'), value),
  'parseOnnx(value)': value => parseOnnx(value),
  'parseMeanBinaryproto(value)': value => parseMeanBinaryproto(value),
  'parseWeightFile(value)': value => parseWeightFile(value),
  'parseWeightFile(bytes, value)': value => parseWeightFile(safetensors, value),
  'networkFromCaffe(value)': value => networkFromCaffe(value),
  'networkFromCaffe(text, value)': value => networkFromCaffe(PROTOTXT + ' ' + LAYER, value),
  'networkFromCaffe(text, {weights: value})': value =>
    networkFromCaffe(PROTOTXT + ' ' + LAYER, {weights: value}),
  'networkFromCaffe(text, {inputShape: value})': value =>
    networkFromCaffe(PROTOTXT + ' ' + LAYER, {inputShape: value}),
  'loadWeights(value, bytes)': value => loadWeights(value, safetensors),
  'loadWeights(model, value)': value => loadWeights(smallNetwork(), value),
  'loadWeights(model, bytes, value)': value => loadWeights(smallNetwork(), safetensors, value),
  'loadWeights(model, bytes, {keys: value})': value =>
    loadWeights(smallNetwork(), safetensors, {keys: value}),
  'networkOfWeights(value)': value => networkOfWeights(value, undefined, 'here'),
  'importModel(value)': value => importModel(value),
  'importModel(path, value)': value => importModel('nothing.npz', value),
  'exportWeights(value)': value => exportWeights(value),
  'writeSafetensors(value)': value => writeSafetensors(value),
  'writeNpz(value)': value => writeNpz(value),
};

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  it.each(WRONG.map(value => [typeof value, value]))('%s %s', async (_kind, value) => {
    try {
      await call(value as never);
    } catch (error) {
      expect(error).toBeInstanceOf(AlexNetError);
    }
  });
});
