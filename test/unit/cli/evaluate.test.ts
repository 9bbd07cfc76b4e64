import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeModelDirectory} from '../../support/model-directory';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet evaluate', () => {
  const root = temporaryDirectory();
  const [model, photos] = [join(root, 'model'), join(root, 'photos')];
  beforeAll(async () => {
    await writeModelDirectory(model);
    await writeColorPhotos(photos, {perClass: 3});
    writeFileSync(join(photos, 'cat.7.jpg'), 'no photo');
  });

  it.each(['1', '10'])(
    'counts every labeled photo with --crops %s, and names what was skipped',
    async crops => {
      const {code, result} = await alexnetJson<{
        count: number;
        top5: number;
        confusion: number[][];
        skipped: {file: string}[];
      }>('evaluate', '--model', model, '--data', photos, '--crops', crops);
      expect([code, result.count, result.top5]).toEqual([0, 6, 1]);
      expect(result.confusion.map(row => row.reduce((sum, n) => sum + n, 0))).toEqual([3, 3]);
      expect(result.skipped.map(({file}) => file)).toEqual([join(photos, 'cat.7.jpg')]);
    },
  );

  it('labels by the classes of the model, and refuses one that it does not know', async () => {
    const mixed = join(photos, '..', 'mixed');
    mkdirSync(join(mixed, 'more'), {recursive: true});
    const source = join(photos, 'cat.0.png');
    copyFileSync(source, join(mixed, 'cat.1.png'));
    copyFileSync(source, join(mixed, 'more/dog.2.png'));
    const {result} = await alexnetJson<{confusion: number[][]}>(
      'evaluate',
      '--model',
      model,
      '--data',
      mixed,
    );
    expect(result.confusion.map(row => row.reduce((sum, n) => sum + n, 0))).toEqual([1, 1]);
    mkdirSync(join(mixed, 'bird'));
    copyFileSync(source, join(mixed, 'bird/1.png'));
    const {code, stderr} = await alexnet('evaluate', '--model', model, '--data', mixed);
    expect(code).toBe(1);
    expect(stderr).toContain('"bird"');
  });

  it('shows people the share and the confusion', async () => {
    const {code, stdout, stderr} = await alexnet('evaluate', '--model', model, '--data', photos);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Accuracy [\d.]+ % on 6 photos/);
    expect(stdout).toContain('true ↓ predicted →');
    expect(stderr).toContain('skipped');
  });

  it.each([
    [['--crops', '5'], '"5" is not one of 1, 10'],
    [['--batch', '0'], '"0" is not an integer of at least 1'],
  ])('refuses %j', async (options, problem) => {
    const {code, stderr} = await alexnet('evaluate', '--model', model, '--data', photos, ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});
