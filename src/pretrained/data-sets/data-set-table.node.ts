import {readFile} from 'node:fs/promises';
import {ioError} from '../../disk/atomic-file.node.js';
import {DATA_SETS, type PublishedDataSet} from '../../presets/data-sets';
import {parseDataSets} from './parse-data-sets';

/**
 * The data sets that have a name here: the built-in ones, and those of the JSON file that `ALEXNET_DATA_SETS_TABLE` names,
 * which come first.
 */
export async function dataSetTable(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Readonly<Record<string, PublishedDataSet>>> {
  const path = env.ALEXNET_DATA_SETS_TABLE;
  if (path === undefined || path === '') {
    return DATA_SETS;
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw ioError(`reading ${path} (ALEXNET_DATA_SETS_TABLE)`, cause);
  });
  return {...DATA_SETS, ...parseDataSets(text, path)};
}
