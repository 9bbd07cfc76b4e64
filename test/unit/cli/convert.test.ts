import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CompressDenseReport} from 'tfjs-alexnet';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeModelDirectory} from '../../support/model-directory';

describe('alexnet convert', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'alexnet-convert-'));
    await writeModelDirectory(join(directory, 'model'));
  });
  afterAll(() => rm(directory, {recursive: true, force: true}));

  it('writes a file and reads it back into a model directory', async () => {
    const [model, file, again] = ['model', 'a.safetensors', 'again'].map(name => join(directory, name));
    const out = await alexnetJson<{preset: string; classes: number; files: string[]}>(
      'convert',
      model!,
      file!,
    );
    expect(out).toMatchObject({code: 0, result: {preset: 'alexnet-mini', classes: 2, files: [file]}});
    const back = await alexnetJson<{keys: string}>('convert', file!, again!, '--quantize', 'uint8');
    expect(back).toMatchObject({code: 0, result: {keys: 'own'}});
    const described = await alexnetJson<{parameters: number}>('describe', again!);
    expect(described.result.parameters).toBeGreaterThan(0);
  });

  it('makes dense layers smaller, says what it costs, and writes a model that predicts', async () => {
    const [model, small] = ['model', 'small'].map(name => join(directory, name));
    const {code, result} = await alexnetJson<{
      preset: null;
      parameters: number;
      svd: CompressDenseReport;
    }>('convert', model!, small!, '--svd-rank', 'fc6=16,fc7=8');
    expect(code).toBe(0);
    const {layers, parametersBefore, parametersAfter, logits} = result.svd;
    expect(layers.map(({name, rank}) => [name, rank])).toEqual([
      ['fc6', 16],
      ['fc7', 8],
    ]);
    expect(layers.every(({relativeError}) => relativeError > 0 && relativeError < 1)).toBe(true);
    expect(parametersAfter).toBe(result.parameters);
    expect(parametersAfter).toBeLessThan(parametersBefore);
    expect(logits.relative).toBeGreaterThan(0);
    const described = await alexnetJson<{layers: {name: string; parameters: number}[]}>('describe', small!);
    expect(described.result.layers.map(({name}) => name)).toEqual(
      expect.arrayContaining(['fc6/basis', 'fc6', 'fc7/basis', 'fc7']),
    );
    const said = await alexnet('convert', model!, join(directory, 'b.onnx'), '--svd-rank', 'fc6=16');
    expect(said.stderr).toContain('fc6: rank 16');
    expect(said.stderr).toContain('relative error of the kernel');
    const wrong = await alexnet('convert', model!, join(directory, 'c'), '--svd-rank', 'fc9=16');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('fc9');
  });

  it('says what is wrong with what it is given', async () => {
    const missing = await alexnet('convert', join(directory, 'none.pth'), join(directory, 'x'));
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('none.pth');
    const ending = await alexnet('convert', join(directory, 'model'), join(directory, 'x.caffemodel'));
    expect(ending.code).toBe(2);
    expect(ending.stderr).toContain('.caffemodel are read, not written');
  });

  it.each([
    ['x.xyz', [], 2, 'ends in .xyz'],
    ['x.onnx', ['--quantize', 'uint8'], 2, 'only a model directory can be quantized'],
    ['model/model.json/inside', [], 1, 'model.json/inside'],
  ])('looks at OUT %s %o before it reads IN', async (out, options, code, said) => {
    const found = await alexnet('convert', join(directory, 'none.pth'), join(directory, out), ...options);
    expect(found.code).toBe(code);
    expect(found.stderr).toContain(said);
    expect(found.stderr).not.toContain('none.pth');
  });
});
