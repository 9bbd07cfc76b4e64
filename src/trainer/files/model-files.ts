import * as tf from '@tensorflow/tfjs-core';
import {serializePreprocessing} from '../../core/preprocessing';
import {ownBytes} from '../link/own-bytes';
import type {Network} from '../current-network';
import type {TrainerExportFormat} from '../trainer-types';

/** Formats of a network as files. */
export const EXPORT_FORMATS: readonly TrainerExportFormat[] = ['tfjs', 'zip', 'safetensors', 'onnx'];

/** The files of a network in a format, by name; each in a buffer of its own, which can move to another thread. */
export async function modelFiles(
  network: Network,
  format: TrainerExportFormat,
): Promise<Record<string, Uint8Array>> {
  const files = await filesOf(network, format);
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, ownBytes(bytes)]));
}

async function filesOf(
  {model, preprocessing}: Network,
  format: TrainerExportFormat,
): Promise<Record<string, Uint8Array>> {
  switch (format) {
    case 'safetensors': {
      const {writeSafetensors} = await import('../../weights/write-safetensors');
      return {'model.safetensors': await writeSafetensors(model, {preprocessing})};
    }
    case 'onnx': {
      const {writeOnnx} = await import('../../weights/write-onnx');
      return {'model.onnx': await writeOnnx(model, {preprocessing})};
    }
    case 'tfjs':
      return directoryFiles({model, preprocessing});
    case 'zip': {
      const {zipFiles} = await import('./model-archive');
      return {'model.zip': zipFiles(await directoryFiles({model, preprocessing}))};
    }
  }
}

/** A model directory, which `openModel`, `alexnet predict` and `tf.loadLayersModel` open. */
async function directoryFiles({model, preprocessing}: Network): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {
    'preprocessing.json': encode(serializePreprocessing(preprocessing)),
  };
  await model.save(
    tf.io.withSaveHandler(({weightData, weightSpecs, ...topology}) => {
      const bytes = tf.io.CompositeArrayBuffer.join(weightData);
      const weightsManifest = [{paths: ['weights.bin'], weights: weightSpecs}];
      files['model.json'] = encode(JSON.stringify({...topology, weightsManifest}));
      files['weights.bin'] = new Uint8Array(bytes);
      return Promise.resolve({
        modelArtifactsInfo: {
          dateSaved: new Date(),
          modelTopologyType: 'JSON',
          weightDataBytes: bytes.byteLength,
        },
      });
    }),
  );
  return files;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
