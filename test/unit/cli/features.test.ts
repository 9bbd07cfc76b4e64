import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeModelDirectory} from '../../support/model-directory';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet features', () => {
  const root = temporaryDirectory();
  const [model, photos] = [join(root, 'model'), join(root, 'photos')];
  const features = (out: string, ...options: string[]) =>
    alexnetJson<{shape: [number, number]; files: string[]}>(
      'features',
      '--model',
      model,
      '--data',
      photos,
      '--out',
      join(root, out),
      ...options,
    );
  beforeAll(async () => {
    await writeModelDirectory(model);
    await writeColorPhotos(photos, {classes: ['a,"cat', 'dog'], perClass: 2});
  });

  it('writes the same numbers in each form', async () => {
    const {code, result} = await features('f.npy');
    await features('g.json');
    await features('h.csv');
    const [count, width] = result.shape;
    expect([code, count, result.files]).toEqual([0, 4, [join(root, 'f.npy'), join(root, 'f.json')]]);
    const npy = readFileSync(join(root, 'f.npy'));
    const first = npy.readFloatLE(10 + npy.readUInt16LE(8));
    const {photos: rows} = JSON.parse(readFileSync(join(root, 'g.json'), 'utf8')) as {
      photos: {label: string; features: number[]}[];
    };
    expect(rows.map(row => row.features.length)).toEqual([width, width, width, width]);
    expect(rows[0]?.features[0]).toBe(first);
    const [head, line] = readFileSync(join(root, 'h.csv'), 'utf8').split('\n');
    expect(head).toMatch(/^file,label,f0,f1,/);
    // A comma and a quote in a name stay inside their cell.
    expect(line).toContain('"a,""cat",');
    expect(line?.split(',').at(-width)).toBe(String(first));
  });

  it('replaces its own files and no others, that with the file names included', async () => {
    for (const ending of ['npy', 'json', 'csv']) {
      for (const again of [0, 1]) {
        expect([again, (await features(`own.${ending}`)).code]).toEqual([again, 0]);
      }
      for (const taken of ending === 'npy' ? ['npy', 'json'] : [ending]) {
        const file = join(root, `other.${taken}`);
        writeFileSync(file, 'someone else\x27s');
        const {code, stderr} = await features(`other.${ending}`);
        expect([code, stderr]).toEqual([
          1,
          expect.stringContaining(`writing ${file}: this file exists`) as string,
        ]);
        expect(readFileSync(file, 'utf8')).toBe('someone else\x27s');
        rmSync(file);
      }
    }
  });

  it('refuses an ending that it does not know, and a layer that is not there', async () => {
    const ending = await alexnet('features', '--model', model, '--data', photos, '--out', 'f.h5');
    expect([ending.code, ending.stderr]).toEqual([2, expect.stringContaining('.npy, .json, .csv')]);
    const layer = await features('x.npy', '--layer', 'fc77');
    expect(layer.code).toBe(2);
    expect(layer.stderr).toContain('fc7');
  });
});
