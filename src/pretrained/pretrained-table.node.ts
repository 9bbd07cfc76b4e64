import {readFile} from 'node:fs/promises';
import {parsePretrained} from './parse-pretrained';
import {PRETRAINED, type PretrainedWeights} from '../presets/pretrained';
import {ioError} from '../disk/atomic-file.node.js';

/**
 * The weights that have a name here: those of `PRETRAINED`, and those of the JSON file that `ALEXNET_WEIGHTS_TABLE`
 * names, which come first.
 */
export async function pretrainedTable(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Readonly<Record<string, PretrainedWeights>>> {
  const path = env.ALEXNET_WEIGHTS_TABLE;
  if (path === undefined || path === '') {
    return PRETRAINED;
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw ioError(`reading ${path} (ALEXNET_WEIGHTS_TABLE)`, cause);
  });
  return {...PRETRAINED, ...parsePretrained(text, path)};
}
