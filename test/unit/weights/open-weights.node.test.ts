import '@tensorflow/tfjs-backend-cpu';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {NamedArray} from '../../../src/core/named-array';
import {encodeSafetensors} from '../../../src/formats/safetensors/encode-safetensors';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {readModelWeights} from '../../../src/models/model-weights';
import {fileSystemIO} from '../../../src/disk/file-system-io.node.js';
import {openWeights} from '../../../src/weights/open-weights.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

describe('openWeights', () => {
  const folder = temporaryDirectory();

  it('reads a file, with the preprocessing that it carries', async () => {
    const path = join(folder, 'a.safetensors');
    await writeFile(path, await writeSafetensors(smallNetwork(), {preprocessing: TINY_PREPROCESSING}));
    const {file, preprocessing, directory} = await openWeights(path);
    expect([file.format, file.arrays.length, directory]).toEqual(['safetensors', 6, undefined]);
    expect(preprocessing).toEqual(TINY_PREPROCESSING);
  });

  it('reads a model directory, by its name or by that of its model.json', async () => {
    const directory = join(folder, 'model');
    await mkdir(directory);
    const model = smallNetwork();
    await model.save(fileSystemIO(directory));
    expect((await openWeights(directory)).preprocessing).toBeUndefined();
    await writeFile(join(directory, 'preprocessing.json'), JSON.stringify(TINY_PREPROCESSING));
    for (const path of [directory, join(directory, 'model.json')]) {
      const opened = await openWeights(path);
      expect(opened.file.arrays).toEqual(await readModelWeights(model));
      expect(opened.preprocessing).toEqual(TINY_PREPROCESSING);
      expect(opened.directory).toBe(directory);
    }
  });

  it('says what it was given where there is nothing to read', async () => {
    await expectAlexNetError(
      () => openWeights('/nowhere/x.pth'),
      'bad-argument',
      '/nowhere/x.pth',
      'check the path',
    );
    const path = join(folder, 'x.pth');
    await writeFile(path, 'hello');
    await expectAlexNetError(() => openWeights(path), 'bad-weights', 'x.pth');
    await expectAlexNetError(() => openWeights(folder), 'bad-data', 'holds no model', 'model.json');
  });

  it('refuses a model directory whose weights were changed since', async () => {
    const directory = join(folder, 'changed');
    await smallNetwork().save(fileSystemIO(directory));
    const name = (await readdir(directory)).find(file => file.endsWith('.bin'))!;
    const bytes = await readFile(join(directory, name));
    bytes[7]! ^= 1;
    await writeFile(join(directory, name), bytes);
    await expectAlexNetError(() => openWeights(directory), 'bad-weights', name, 'damaged');
  });

  it('reads an index of safetensors with the files beside it, and names one that is missing', async () => {
    const array = (name: string): NamedArray => ({name, shape: [1], data: Float32Array.of(1)});
    const index = {weight_map: {a: 'm-1.safetensors', b: 'm-2.safetensors'}};
    await writeFile(join(folder, 'm.safetensors.index.json'), JSON.stringify(index));
    await writeFile(join(folder, 'm-1.safetensors'), encodeSafetensors([array('a')]));
    await expectAlexNetError(
      () => openWeights(join(folder, 'm.safetensors.index.json')),
      'io',
      'm-2.safetensors',
    );
    await writeFile(join(folder, 'm-2.safetensors'), encodeSafetensors([array('b')]));
    const {file} = await openWeights(join(folder, 'm.safetensors.index.json'));
    expect(file.arrays.map(({name}) => name)).toEqual(['a', 'b']);
  });
});
