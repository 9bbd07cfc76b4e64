import {access, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';
import {
  errorCode,
  ioError,
  removeStaleTemporaries,
  syncDirectory,
  writeFileAtomic,
} from './atomic-file.node.js';
import {DirectoryLock} from './directory-lock.node.js';
import {linkIfWhole, sha256Of} from './digest.node.js';
import {requireLayersModel} from '../formats/tfjs/require-layers-model';
import {OWN_WEIGHTS, readModelFiles} from './read-model-files.node.js';
import {sealJson} from './sealed-json.node.js';

/** Files that saving writes. */
const OWN_FILES = /^(?:model\.json|weights-.*)$/;

/** Evaluation of saved weights, as model.json states it in its field `evaluation`. */
export interface SavedEvaluation {
  /** Training steps done. */
  step: number;
  /** Fraction of the validation set predicted correctly, in [0, 1]. */
  accuracy: number;
  /** Mean cross-entropy on the validation set. */
  loss: number;
}

/** Options of {@link fileSystemIO}. */
export interface FileSystemIOOptions {
  /** Files that may already hold the very bytes to be saved (a checkpoint's weights): they are linked, not copied. */
  linkFrom?: readonly string[];
  /** Evaluation of these weights on a validation set; model.json then states it. */
  evaluation?: SavedEvaluation;
  /** Digest of the preprocessing that belongs to the model; model.json then states it. */
  preprocessing?: string;
}

/**
 * Saves models to a directory and loads them, without tfjs-node: the argument of `model.save` and `tf.loadLayersModel`.
 *
 * The directory gets `model.json` and one weight file whose name carries its hash. The weights are on the disk before
 * model.json is replaced, in one rename: after a crash at any moment the directory holds the old model or the new one.
 * Loading verifies sizes, the digests of both files and the connections of the layers, and never follows a path out of the
 * directory. One process at a time saves to a directory.
 *
 * @example
 * await model.save(fileSystemIO('models/cats'));
 * const again = await tf.loadLayersModel(fileSystemIO('models/cats'));
 */
export function fileSystemIO(directory: string, options: FileSystemIOOptions = {}): tf.io.IOHandler {
  return {
    save: async artifacts => {
      let lock: DirectoryLock | undefined;
      try {
        // Two processes that write one directory would each remove the weights of the other.
        lock = DirectoryLock.isHeldHere(directory)
          ? undefined
          : await DirectoryLock.acquireIfPossible(directory);
        return await saveArtifacts(directory, artifacts, options);
      } catch (error) {
        throw ioError(`saving a model to ${directory}`, error);
      } finally {
        await lock?.release();
      }
    },
    load: () => loadArtifacts(directory),
  };
}

async function saveArtifacts(
  directory: string,
  artifacts: tf.io.ModelArtifacts,
  {linkFrom = [], evaluation, preprocessing}: FileSystemIOOptions,
): Promise<tf.io.SaveResult> {
  const {modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0)} = artifacts;
  if (modelTopology === undefined || modelTopology instanceof ArrayBuffer) {
    throw new AlexNetError({
      code: 'unsupported',
      where: `fileSystemIO ${directory}`,
      problem: 'only layers models can be saved.',
      received: modelTopology === undefined ? 'no model topology' : 'a binary topology (a graph model)',
      fix: 'pass the handler to the save method of a tf.LayersModel',
    });
  }
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const sha256 = sha256Of(bytes);
  const weightsName = `weights-${sha256.slice(0, 16)}.bin`;
  await writeWeights(directory, weightsName, bytes, sha256, linkFrom);
  const json: tf.io.ModelJSON & Pick<FileSystemIOOptions, 'evaluation' | 'preprocessing'> = {
    modelTopology,
    format: artifacts.format,
    generatedBy: artifacts.generatedBy,
    convertedBy: artifacts.convertedBy,
    trainingConfig: artifacts.trainingConfig,
    userDefinedMetadata: artifacts.userDefinedMetadata,
    weightsManifest: [{paths: [weightsName], weights: weightSpecs}],
    ...(evaluation === undefined ? {} : {evaluation}),
    ...(preprocessing === undefined ? {} : {preprocessing}),
  };
  await writeFileAtomic(join(directory, 'model.json'), sealJson(json));
  for (const name of await readdir(directory)) {
    if (OWN_WEIGHTS.test(name) && name !== weightsName) {
      await rm(join(directory, name), {force: true});
    }
  }
  await removeStaleTemporaries(directory, {names: OWN_FILES});
  return {modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON({...artifacts, weightData: bytes.buffer})};
}

async function writeWeights(
  directory: string,
  name: string,
  bytes: Uint8Array,
  sha256: string,
  linkFrom: readonly string[],
): Promise<void> {
  const path = join(directory, name);
  if (await exists(path)) {
    // The same weights once more: the file is there unless it was damaged since.
    if (sha256Of(await readFile(path)) === sha256) {
      return;
    }
  } else {
    for (const candidate of linkFrom) {
      if (await linkIfWhole(candidate, path, {sha256})) {
        await syncDirectory(directory);
        return;
      }
    }
  }
  await writeFileAtomic(path, bytes);
}

async function loadArtifacts(directory: string): Promise<tf.io.ModelArtifacts> {
  const {model, weights} = await readModelFiles(directory);
  requireLayersModel(model);
  const json = model.json as unknown as tf.io.ModelJSON;
  return {
    modelTopology: json.modelTopology,
    format: json.format,
    generatedBy: json.generatedBy,
    convertedBy: json.convertedBy,
    trainingConfig: json.trainingConfig,
    userDefinedMetadata: json.userDefinedMetadata,
    weightSpecs: json.weightsManifest.flatMap(group => group.weights),
    weightData: weights.buffer,
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
