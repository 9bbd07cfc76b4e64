import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
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

  it('says what is wrong with what it is given', async () => {
    const missing = await alexnet('convert', join(directory, 'none.pth'), join(directory, 'x'));
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('none.pth');
    const ending = await alexnet('convert', join(directory, 'model'), join(directory, 'x.caffemodel'));
    expect(ending.code).toBe(2);
    expect(ending.stderr).toContain('.caffemodel are read, not written');
  });
});
