/** A network as one file: the model directory of the command `alexnet`, zipped, so that both can open it. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {unzip, zip, type AsyncZippable} from 'fflate';
import {parsePreprocessing, registerLayers, serializePreprocessing} from 'tfjs-alexnet';
import type {Network} from './training';

/** What a model directory takes unpacked at most: a full AlexNet is 250 MB. */
const MAX_BYTES = 1 << 30;

export async function zipModel({model, preprocessing}: Network): Promise<Blob> {
  const files: AsyncZippable = {'preprocessing.json': encode(serializePreprocessing(preprocessing))};
  await model.save(
    tf.io.withSaveHandler(artifacts => {
      const {weightData, weightSpecs, ...topology} = artifacts;
      const bytes = tf.io.CompositeArrayBuffer.join(weightData);
      files['weights.bin'] = [new Uint8Array(bytes), {level: 0}];
      files['model.json'] = encode(
        JSON.stringify({...topology, weightsManifest: [{paths: ['weights.bin'], weights: weightSpecs}]}),
      );
      return Promise.resolve({
        modelArtifactsInfo: {
          dateSaved: new Date(),
          modelTopologyType: 'JSON',
          weightDataBytes: bytes.byteLength,
        },
      });
    }),
  );
  const packed = await new Promise<Uint8Array>((resolve, reject) => {
    zip(files, (error, data) => {
      if (error === null) {
        resolve(data);
      } else {
        reject(error);
      }
    });
  });
  return new Blob([packed as Uint8Array<ArrayBuffer>], {type: 'application/zip'});
}

export async function unzipModel(file: Blob, name: string): Promise<Network> {
  const files = await unpack(new Uint8Array(await file.arrayBuffer()), name);
  const part = (ending: string): Uint8Array => {
    const path = Object.keys(files).find(key => key === ending || key.endsWith(`/${ending}`));
    const bytes = path === undefined ? undefined : files[path];
    if (bytes === undefined) {
      throw new Error(
        `${name} holds no ${ending}: it is not a network that was saved here or by alexnet train.`,
      );
    }
    return bytes;
  };
  const preprocessing = parsePreprocessing(decode(part('preprocessing.json')), 'preprocessing.json');
  const topology = JSON.parse(decode(part('model.json'))) as tf.io.ModelJSON;
  const weightSpecs = topology.weightsManifest.flatMap(({weights}) => weights);
  const paths = topology.weightsManifest.flatMap(group => group.paths);
  const weightData = tf.io.CompositeArrayBuffer.join(paths.map(path => part(path).slice().buffer));
  registerLayers();
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({modelTopology: topology.modelTopology, weightSpecs, weightData}),
  );
  return {model, preprocessing};
}

function unpack(bytes: Uint8Array, name: string): Promise<Record<string, Uint8Array>> {
  let total = 0;
  return new Promise((resolve, reject) => {
    unzip(
      bytes,
      {
        filter: ({originalSize}) => {
          total += originalSize;
          return total <= MAX_BYTES;
        },
      },
      (error, files) => {
        if (error !== null) {
          reject(new Error(`${name} is not a zip file, or it is damaged.`));
        } else if (total > MAX_BYTES) {
          reject(
            new Error(
              `${name} would take ${Math.round(total / 2 ** 20)} MB unpacked, which is too much here.`,
            ),
          );
        } else {
          resolve(files);
        }
      },
    );
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
