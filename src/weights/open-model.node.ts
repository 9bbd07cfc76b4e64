import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {type Preprocessing, parsePreprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {registerLayers} from '../layers/register-layers';
import {errorCode, ioError} from '../disk/atomic-file.node.js';
import {fileSystemIO} from '../disk/file-system-io.node.js';
import {preprocessingPath} from '../disk/preprocessing-file.node.js';
import {readConsistently} from '../disk/read-consistently.node.js';
import {parseSealed} from '../disk/sealed-json.node.js';

/** A trained network with the way a photo takes into it. */
export interface OpenedModel {
  /** The network, with the weights that did best. */
  model: tfl.LayersModel;
  /** Content of `preprocessing.json`: sizes, mean, classes. */
  preprocessing: Preprocessing;
}

/**
 * Opens a model directory as `alexnet train` writes it. A backend must be in use (see {@link chooseBackend}).
 *
 * @category Models on disk
 *
 * @example
 * const {model, preprocessing} = await openModel('runs/first');
 * const [{top}] = await predictImages(model, photos, {preprocessing});
 */
export async function openModel(directory: string): Promise<OpenedModel> {
  checksFor('openModel').text('directory', directory);
  registerLayers();
  return readConsistently(
    directory,
    async () => {
      const preprocessing = await readRecord(directory);
      return {preprocessing, model: await loadNetwork(directory)};
    },
    ({model}) => model.dispose(),
  );
}

async function readRecord(directory: string): Promise<Preprocessing> {
  const where = `model directory ${JSON.stringify(directory)}`;
  const path = await preprocessingPath(directory);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = errorCode(cause);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw ioError(`reading ${path}`, cause);
    }
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: 'this is not a model directory.',
      expected: 'a directory with preprocessing.json and model.json',
      received: code === 'ENOTDIR' ? `a file, ${directory}` : `no file ${path}`,
      fix: 'pass the directory that `alexnet train --out` wrote; a run that was stopped before its first evaluation has no model yet',
      cause,
    });
  });
  return parsePreprocessing(parseSealed(text, path), path);
}

async function loadNetwork(directory: string): Promise<tfl.LayersModel> {
  try {
    return await tfl.loadLayersModel(fileSystemIO(directory));
  } catch (cause) {
    if (cause instanceof AlexNetError) {
      throw cause;
    }
    // The words of tfjs-layers, about a class that it does not know or an option that a layer does not take.
    throw new AlexNetError({
      code: 'bad-weights',
      where: join(directory, 'model.json'),
      problem: 'the network that it describes cannot be built.',
      expected: 'layers of TensorFlow.js and of this version of tfjs-alexnet',
      received: (cause instanceof Error ? cause.message : String(cause)).split('\n')[0],
      fix: 'a newer tfjs-alexnet may have written it: npm i tfjs-alexnet@latest; layers of your own need tf.serialization.registerClass first',
      cause,
    });
  }
}
