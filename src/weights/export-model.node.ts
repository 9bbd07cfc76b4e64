import {readdir, stat} from 'node:fs/promises';
import {extname, join} from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {checksFor} from '../core/check';
import {requireModel} from '../models/require-model';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {AlexNetError} from '../errors';
import type {ExportKeys} from './export-weights';
import {quantizedIO} from './quantized-io';
import {writeNpz} from './write-npz';
import {writeOnnx} from './write-onnx';
import {writeSafetensors} from './write-safetensors';
import {writeFileAtomic} from '../disk/atomic-file.node.js';
import {fileSystemIO} from '../disk/file-system-io.node.js';
import {writeWithPreprocessing} from '../disk/preprocessing-file.node.js';
import {requireWritable} from '../disk/require-writable.node.js';
import type {Quantization} from '../formats/quantize';

/** Options of {@link exportModel}. */
export interface ExportModelOptions {
  preprocessing: Preprocessing;
  /** Names of the weights in `.safetensors` and `.npz`. Default: 'own', and 'caffe' for `.npz`. */
  keys?: ExportKeys;
  /** Fewer bytes per weight in a model directory. Default: float32. */
  quantize?: Quantization;
}

/** Endings of files that are written. */
const FILES = ['.safetensors', '.onnx', '.npz'];
/** Endings of files that are read and not written. */
const READ_ONLY = ['.caffemodel', '.pth', '.pt', '.h5', '.json', '.bin', '.npy', '.prototxt', '.binaryproto'];
/** What looks like the ending of a file: not the 2 of v1.2, nor .v2, nor the end of squeezenet1.1.imagenet1k-v1. */
const FILE_ENDING = /^\.(?!v\d+$)[a-z][a-z\d]*$/;

/**
 * Writes a model where and as the path says: `.safetensors`, `.onnx` or `.npz`, each with the preprocessing inside, or a
 * model directory that `openModel`, `alexnet predict` and `tf.loadLayersModel` take.
 *
 * A directory is a path without an ending, one that ends in '/', and a directory that is there. Other endings of files
 * are refused (`model.h5`); numbers and versions are none (`runs/v1.2`).
 *
 * @returns the files that were written.
 */
export async function exportModel(
  model: tfl.LayersModel,
  path: string,
  options: ExportModelOptions,
): Promise<string[]> {
  requireModel('exportModel', model);
  checksFor('exportModel').text('path', path);
  requirePreprocessing('exportModel', options);
  const {preprocessing, keys, quantize} = options;
  await checkExport(path, {keys, quantize});
  switch (await endingOf(path)) {
    case '.safetensors':
      await writeFileAtomic(path, await writeSafetensors(model, {preprocessing, keys}));
      return [path];
    case '.onnx':
      await writeFileAtomic(path, await writeOnnx(model, {preprocessing}));
      return [path];
    case '.npz':
      await writeFileAtomic(path, await writeNpz(model, {preprocessing, keys}));
      return [path];
    default:
      return writeDirectory(model, path, preprocessing, quantize);
  }
}

/**
 * Ends where {@link exportModel} could not write to a path: an ending or options that it refuses, a training run, a place
 * that takes no file. For a long work, before it begins. Leaves nothing but directories.
 */
export async function checkExport(
  path: string,
  {keys, quantize}: Pick<ExportModelOptions, 'keys' | 'quantize'> = {},
): Promise<void> {
  checksFor('checkExport').text('path', path);
  const ending = await endingOf(path);
  refuseOptions(path, ending, keys, quantize);
  if (ending === '') {
    await refuseRun(path);
  }
  await requireWritable(ending === '' ? join(path, 'model.json') : path);
}

/** The ending of a file to write, in lower case; empty for a directory. */
async function endingOf(path: string): Promise<string> {
  const ending = extname(path).toLowerCase();
  if (FILES.includes(ending) && !/[/\\]$/.test(path)) {
    return ending;
  }
  const isDirectory =
    /[/\\]$/.test(path) ||
    (await stat(path).then(
      entry => entry.isDirectory(),
      () => false,
    ));
  return isDirectory || !FILE_ENDING.test(ending) ? '' : ending;
}

/** A directory in which training wrote is not for models from elsewhere. */
async function refuseRun(directory: string): Promise<void> {
  // One that is not there is none; what cannot be read cannot be written, which is told next.
  const present = await readdir(directory).catch((): string[] => []);
  if (present.includes('checkpoints') || present.includes('history.csv')) {
    throw new AlexNetError({
      code: 'bad-state',
      where: directory,
      problem: 'it holds a training run, whose model would be overwritten.',
      expected: 'a new directory, or one that holds a model only',
      received: present.slice(0, 6).join(', '),
      fix: 'choose another directory',
    });
  }
}

async function writeDirectory(
  model: tfl.LayersModel,
  directory: string,
  preprocessing: Preprocessing,
  quantize: Quantization | undefined,
): Promise<string[]> {
  const record = await writeWithPreprocessing(directory, preprocessing, async digest => {
    const disk = fileSystemIO(directory, {preprocessing: digest});
    await model.save(quantize === undefined ? disk : quantizedIO(disk, {to: quantize}));
  });
  return [join(directory, 'model.json'), record];
}

function refuseOptions(
  path: string,
  ending: string,
  keys: ExportKeys | undefined,
  quantize: Quantization | undefined,
): void {
  const refuse = (problem: string, expected: string, received: string, fix: string): never => {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `writing ${path}`,
      problem,
      expected,
      received,
      fix,
    });
  };
  if (READ_ONLY.includes(ending)) {
    refuse(
      `files that end in ${ending} are read, not written.`,
      `${FILES.join(', ')}, or a directory`,
      path,
      'choose one of these; PyTorch and Caffe read .safetensors and .npz',
    );
  }
  if (ending !== '' && !FILES.includes(ending)) {
    refuse(
      `no kind of file that ends in ${ending} is known.`,
      `${FILES.join(', ')}, or a directory`,
      path,
      `choose one of these; for a directory of this name, end it in '/'`,
    );
  }
  if (quantize !== undefined && FILES.includes(ending)) {
    refuse(
      'only a model directory can be quantized.',
      'a directory, or no quantization',
      `${quantize} for ${path}`,
      'leave the quantization out, or pass a directory',
    );
  }
  if (keys !== undefined && ending !== '.safetensors' && ending !== '.npz') {
    refuse(
      'names of weights can be chosen for .safetensors and .npz only.',
      'a file of these kinds, or no names',
      `${keys} for ${path}`,
      'leave the names out, or pass a path that ends in .safetensors',
    );
  }
}
