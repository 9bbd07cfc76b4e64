import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeModelDirectory} from '../../support/model-directory';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet visualize', () => {
  const root = temporaryDirectory();
  const [model, photos, out] = ['model', 'photos', 'images'].map(name => join(root, name)) as [
    string,
    string,
    string,
  ];
  const words = ['visualize', '--model', model, '--data', photos, '--out', out];
  beforeAll(async () => {
    await writeModelDirectory(model);
    await writeColorPhotos(photos, {perClass: 2});
  });

  it('draws a model that was not trained here, and says what it found', async () => {
    const {code, result} = await alexnetJson<{
      count: number;
      files: string[];
      top1: number;
      nearest: {layer: string; agreement: number};
    }>(...words, '--photos', '2', '--neighbors', '1');
    expect([code, result.count, result.nearest.layer]).toEqual([0, 4, 'fc7']);
    expect(result.nearest.agreement).toBeGreaterThanOrEqual(0);
    expect(result.files.every(file => existsSync(file))).toBe(true);
    expect(result.files).toContain(join(out, 'filters.png'));
  });

  it('replaces its own files and no others', async () => {
    const few = ['--photos', '1', '--neighbors', '1'];
    expect((await alexnet(...words, ...few)).code).toBe(0);
    const others = join(root, 'others');
    for (const name of ['index.html', 'curves.png', 'activations-x.png']) {
      const file = join(others, name);
      mkdirSync(others, {recursive: true});
      writeFileSync(file, 'mine');
      const {code, stderr} = await alexnet('visualize', '--model', model, '--data', photos, '--out', others);
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`writing ${file}: this file exists`) as string,
      ]);
      expect(readdirSync(others)).toEqual([name]);
      rmSync(file);
    }
    // A file of the same name that came later is not one of the page either.
    writeFileSync(join(out, 'curves.png'), 'mine');
    expect((await alexnet(...words, ...few)).code).toBe(1);
    rmSync(join(out, 'curves.png'));
  });

  it('refuses a layer that is not there', async () => {
    const {code, stderr} = await alexnet(...words, '--layer', 'fc70');
    expect(code).toBe(2);
    expect(stderr).toContain('fc7');
  });
});
