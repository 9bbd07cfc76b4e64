import '@tensorflow/tfjs-backend-cpu';
import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {extname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {checkExport, exportModel} from '../../../src/weights/export-model.node.js';
import {openModel} from '../../../src/weights/open-model.node.js';
import {openWeights} from '../../../src/weights/open-weights.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING as preprocessing} from '../../support/tiny-run';

describe('exportModel', () => {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder, name);

  it.each(['a.safetensors', 'a.onnx', 'a.npz'])('writes %s with the preprocessing inside', async name => {
    expect(await exportModel(smallNetwork(), at(name), {preprocessing})).toEqual([at(name)]);
    const {file, preprocessing: carried} = await openWeights(at(name));
    expect(file.arrays.length).toBeGreaterThanOrEqual(6);
    expect(carried).toEqual(preprocessing);
  });

  it('writes a model directory anywhere else, smaller where asked to', async () => {
    await exportModel(smallNetwork(), at('plain'), {preprocessing});
    const opened = await openModel(at('plain'));
    expect(opened.preprocessing).toEqual(preprocessing);
    opened.model.dispose();
    await exportModel(smallNetwork(), at('small'), {preprocessing, quantize: 'float16'});
    expect(await readFile(join(at('small'), 'model.json'), 'utf8')).toContain('"weightsManifest"');
    expect((await stat(at('small'))).isDirectory()).toBe(true);
  });

  it.each([
    'v1.2',
    'net.v2',
    'squeezenet1.1.imagenet1k-v1',
    'new.xyz/',
    'new.onnx/',
    'there.xyz',
    'there.h5',
  ])('takes %s for a directory', async name => {
    if (name.startsWith('there')) {
      await mkdir(at(name));
    }
    const path = `${folder}/${name}`;
    const [model] = await exportModel(smallNetwork(), path, {preprocessing});
    expect(model).toBe(join(path, 'model.json'));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it.each(['a.xyz', 'a.HDF5', 'a.safetensor', 'v1.2.tflite'])(
    'refuses the ending of %s, which it does not know',
    async name => {
      await expectAlexNetError(
        () => exportModel(smallNetwork(), at(name), {preprocessing}),
        'bad-argument',
        extname(name).toLowerCase(),
        '.safetensors, .onnx, .npz, or a directory',
        name,
        "end it in '/'",
      );
      await expect(stat(at(name))).rejects.toThrow('ENOENT');
    },
  );

  it('does not overwrite a training run', async () => {
    await mkdir(at('run'));
    await writeFile(join(at('run'), 'history.csv'), '');
    await expectAlexNetError(
      () => exportModel(smallNetwork(), at('run'), {preprocessing}),
      'bad-state',
      'history.csv',
      'another directory',
    );
  });

  it('refuses what cannot be written, and options that would have no effect', async () => {
    await expectAlexNetError(
      () => exportModel(smallNetwork(), at('a.pth'), {preprocessing}),
      'bad-argument',
      '.pth are read, not written',
      '.safetensors',
    );
    await expectAlexNetError(
      () => exportModel(smallNetwork(), at('a.onnx'), {preprocessing, quantize: 'uint8'}),
      'bad-argument',
      'uint8',
    );
    await expectAlexNetError(
      () => exportModel(smallNetwork(), at('a.onnx'), {preprocessing, keys: 'torch'}),
      'bad-argument',
      'torch for',
    );
  });
});

describe('checkExport', () => {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder, name);

  it('refuses what exportModel would refuse, without a model, and leaves no file', async () => {
    await mkdir(at('run'));
    await writeFile(at('run/history.csv'), '');
    await mkdir(at('a.npz'));
    await writeFile(at('file'), '');
    await expectAlexNetError(() => checkExport(at('x.h5')), 'bad-argument', 'read, not written');
    await expectAlexNetError(() => checkExport(at('x'), {keys: 'caffe'}), 'bad-argument', 'caffe for');
    await expectAlexNetError(() => checkExport(at('run')), 'bad-state', 'training run');
    await expectAlexNetError(() => checkExport(at('a.npz')), 'io', 'is a directory');
    await expectAlexNetError(() => checkExport(at('file/x.onnx')), 'io', 'x.onnx');
    await checkExport(at('new/x.onnx'), {});
    await checkExport(at('model'));
    expect((await readdir(folder, {recursive: true})).sort()).toEqual(
      ['a.npz', 'file', 'model', 'new', 'run', 'run/history.csv'].map(name => join(name)),
    );
  });
});
