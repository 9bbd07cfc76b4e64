import {existsSync} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {parseWeightFile} from '../formats/parse-weight-file';
import {carriedPreprocessing} from '../formats/carried-preprocessing';
import type {WeightFile} from '../formats/weight-file';
import {errorCode, ioError} from '../disk/atomic-file.node.js';
import {readConsistently} from '../disk/read-consistently.node.js';
import {readModelFiles} from '../disk/read-model-files.node.js';
import {readPreprocessing} from '../disk/preprocessing-file.node.js';
import {externalDataOf} from './external-data.node.js';
import {SourceFile} from '../formats/source-file';

/** Weights from the disk, and what lies beside them. */
export interface OpenedWeights {
  file: WeightFile;
  /** Preprocessing, if the file or the directory holds it. */
  preprocessing?: Preprocessing;
  /** The directory, where the weights are those of a model directory. */
  directory?: string;
}

/**
 * Reads weights from a file of any known kind or from a model directory; a `model.json` stands for its directory.
 */
export async function openWeights(path: string): Promise<OpenedWeights> {
  const entry = await stat(path).catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'weights',
        problem: 'there is no such file or directory.',
        expected: 'a weight file (.caffemodel, .pth, .pt, .safetensors, .onnx, .npz), or a model directory',
        received: path,
        fix: 'check the path; alexnet download --list shows the weights that have a name',
        cause,
      });
    }
    throw ioError(`reading ${path}`, cause);
  });
  if (entry.isDirectory()) {
    return openDirectory(path);
  }
  if (basename(path) === 'model.json') {
    return openDirectory(dirname(path));
  }
  const bytes = await readBytes(path);
  const file = await parseWeightFile(bytes, {
    fileName: basename(path),
    weightBytes: await shardsOf(path, bytes),
    externalData: externalDataOf(path),
  });
  return {file, preprocessing: carriedPreprocessing(file.metadata, path)};
}

/** The files that an index of safetensors names, from its folder; none where this is no index. */
async function shardsOf(path: string, bytes: Uint8Array): Promise<Uint8Array[]> {
  const {isSafetensorsIndex, safetensorsShards} =
    await import('../formats/safetensors/parse-safetensors-index');
  if (!isSafetensorsIndex(bytes)) {
    return [];
  }
  const names = safetensorsShards(bytes, {fileName: basename(path)});
  return Promise.all(names.map(name => readBytes(join(dirname(path), name))));
}

async function openDirectory(directory: string): Promise<OpenedWeights> {
  const path = join(directory, 'model.json');
  if (!existsSync(path)) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `weights ${directory}`,
      problem: 'this directory holds no model.',
      expected: 'a directory with model.json, or a weight file',
      received: `no file ${path}`,
      fix: 'name the weight file itself, or the directory that training or `alexnet convert` wrote',
    });
  }
  const [{model, weights}, preprocessing] = await readConsistently(directory, async () => [
    await readModelFiles(directory),
    await readPreprocessing(directory),
  ]);
  const {decodeTfjsModel} = await import('../formats/tfjs/parse-tfjs-model');
  return {
    file: decodeTfjsModel(model, new SourceFile(path, weights)),
    preprocessing,
    directory,
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw ioError(`reading ${path}`, cause);
  });
}
