import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';
import {openModel} from './open-model.node.js';
import {readModelWeights} from '../models/model-weights';

/**
 * Reads the weights that a training is to start from.
 *
 * @param path a model directory of this library.
 * @throws unsupported for a file of another program.
 */
export async function readStartWeights(path: string): Promise<NamedArray[]> {
  const isDirectory = await stat(path).then(
    found => found.isDirectory(),
    () => undefined,
  );
  if (isDirectory === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'weights',
      problem: 'there is no such file or directory.',
      expected: 'a model directory',
      received: path,
      fix: 'check the path',
    });
  }
  if (!isDirectory) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'weights',
      problem: 'weight files of other programs cannot be read yet.',
      expected: 'a model directory that this library wrote (with model.json and preprocessing.json)',
      received: path,
      fix: `pass the directory of a run, such as ${join('runs', 'first')}`,
    });
  }
  const {model} = await openModel(path);
  try {
    return await readModelWeights(model);
  } finally {
    model.dispose();
  }
}
