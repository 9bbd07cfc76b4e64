import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createAlexNet} from 'tfjs-alexnet';
import {chooseBackend, fileSystemIO} from 'tfjs-alexnet/node';
import type {Preprocessing} from '../../src/core/preprocessing';

/** Writes a model directory with an untrained `alexnet-mini`: enough to be opened and asked. */
export async function writeModelDirectory(
  directory: string,
  classes = ['cat', 'dog'],
): Promise<Preprocessing> {
  await chooseBackend();
  const model = createAlexNet({preset: 'alexnet-mini', classes: classes.length, seed: 1});
  const preprocessing: Preprocessing = {
    version: 1,
    preset: 'alexnet-mini',
    inputShape: [67, 67, 3],
    resizeShorterSide: 72,
    channelOrder: 'rgb',
    mean: [120, 110, 100],
    scale: [1 / 60, 1 / 60, 1 / 60],
    classes,
  };
  await mkdir(directory, {recursive: true});
  await model.save(fileSystemIO(directory));
  await writeFile(join(directory, 'preprocessing.json'), JSON.stringify(preprocessing));
  model.dispose();
  return preprocessing;
}
