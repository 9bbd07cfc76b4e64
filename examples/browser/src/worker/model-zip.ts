/** A network as one file: a zipped model directory, which the command `alexnet` can open too. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {buf as crc32} from 'crc-32';
import {unzip, zip, type AsyncZippable} from 'fflate';
import {AlexNetError, parsePreprocessing, registerLayers, serializePreprocessing} from 'tfjs-alexnet';
import type {Network} from './training';
import {zipChecksums} from './zip-checksums';

/** Largest accepted size of an unpacked model directory: a full AlexNet is 250 MB. */
const MAX_BYTES = 1 << 30;

/** The files of a model directory by name. */
export async function directoryFiles({model, preprocessing}: Network): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {
    'preprocessing.json': encode(serializePreprocessing(preprocessing)),
  };
  await model.save(
    tf.io.withSaveHandler(artifacts => {
      const {weightData, weightSpecs, ...topology} = artifacts;
      const bytes = tf.io.CompositeArrayBuffer.join(weightData);
      files['weights.bin'] = new Uint8Array(bytes);
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
  return files;
}

export async function zipModel(network: Network): Promise<Blob> {
  const files = await directoryFiles(network);
  const zippable: AsyncZippable = {
    ...files,
    'weights.bin': [files['weights.bin'] ?? new Uint8Array(), {level: 0}],
  };
  const packed = await new Promise<Uint8Array>((resolve, reject) => {
    zip(zippable, (error, data) => {
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
  const zipped = new Uint8Array(await file.arrayBuffer());
  const files = await unpack(zipped, name);
  const checksums = zipChecksums(zipped);
  const part = (ending: string): Uint8Array => {
    const path = Object.keys(files).find(key => key === ending || key.endsWith(`/${ending}`));
    const bytes = path === undefined ? undefined : files[path];
    if (path === undefined || bytes === undefined) {
      throw new Error(
        `${name} contains no ${ending}: it is not a network exported by this page or by alexnet train.`,
      );
    }
    if (checksums.get(path) !== crc32(bytes)) {
      throw damaged(name, ending);
    }
    return bytes;
  };
  const preprocessing = orDamaged(name, 'preprocessing.json', () =>
    parsePreprocessing(decode(part('preprocessing.json')), 'preprocessing.json'),
  );
  const {modelTopology, weightsManifest} = orDamaged(name, 'model.json', () => {
    const json = JSON.parse(decode(part('model.json'))) as tf.io.ModelJSON | null;
    if (!Array.isArray(json?.weightsManifest)) {
      throw new TypeError('not what tfjs writes');
    }
    return json;
  });
  const paths = weightsManifest.flatMap(group => group.paths);
  const weightSpecs = weightsManifest.flatMap(({weights}) => weights);
  const weightData = tf.io.CompositeArrayBuffer.join(paths.map(path => part(path).slice().buffer));
  registerLayers();
  let model: tfl.LayersModel;
  try {
    model = await tfl.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs, weightData}));
  } catch (error) {
    console.error(error);
    throw damaged(name, ['model.json', ...paths].join(' or '));
  }
  const outputs = model.outputs[0]?.shape.at(-1);
  if (outputs !== preprocessing.classes.length) {
    model.dispose();
    throw new Error(
      `${name} contains a network with ${String(outputs)} outputs, but the names of ${preprocessing.classes.length} classes: its files do not belong together.`,
    );
  }
  return {model, preprocessing};
}

function damaged(name: string, part: string): Error {
  return new Error(
    `${name} is damaged: its file ${part} cannot be read. Export or download the network again.`,
  );
}

/** Reads one file of the zip. Parser errors are replaced by a message for users of the page. */
function orDamaged<T>(name: string, ending: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof AlexNetError) {
      console.error(error);
      throw damaged(name, ending);
    }
    throw error;
  }
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
