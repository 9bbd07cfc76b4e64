import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {parsePreprocessing} from '../../../../src/core/preprocessing';
import {parseWeightFile} from '../../../../src/formats/parse-weight-file';
import {EXPORT_FORMATS, modelFiles} from '../../../../src/trainer/files/model-files';
import {TINY_PREPROCESSING, tinyModel} from '../../../support/tiny-run';

describe('modelFiles', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const network = () => ({model: tinyModel(), preprocessing: TINY_PREPROCESSING});

  it('has buffers of their own in every format, which can move', async () => {
    for (const format of EXPORT_FORMATS) {
      for (const [name, bytes] of Object.entries(await modelFiles(network(), format))) {
        expect([name, bytes.buffer.byteLength]).toEqual([name, bytes.byteLength]);
      }
    }
  });

  it('writes a model directory that tf.loadLayersModel opens to the same weights', async () => {
    const {model, preprocessing} = network();
    const files = await modelFiles({model, preprocessing}, 'tfjs');
    const text = (name: string): string => new TextDecoder().decode(files[name]);
    expect(parsePreprocessing(text('preprocessing.json'), 'preprocessing.json')).toEqual(TINY_PREPROCESSING);
    const {modelTopology, weightsManifest} = JSON.parse(text('model.json')) as tf.io.ModelJSON;
    const weightSpecs = weightsManifest.flatMap(({weights}) => weights);
    const weightData = files['weights.bin']!.buffer as ArrayBuffer;
    const opened = await tfl.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs, weightData}));
    expect(opened.getWeights().map(weight => [...weight.dataSync()])).toEqual(
      model.getWeights().map(weight => [...weight.dataSync()]),
    );
  });

  it.each(['safetensors', 'onnx'] as const)('writes one file in the format %s', async format => {
    const [name, bytes] = Object.entries(await modelFiles(network(), format))[0]!;
    expect(name).toBe(`model.${format}`);
    expect((await parseWeightFile(bytes, {fileName: name})).format).toBe(format);
  });
});
