import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {PRETRAINED} from '../../../src/presets/pretrained';
import {pretrainedTable} from '../../../src/pretrained/pretrained-table.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('pretrainedTable', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'table.json');
  const own = {
    url: 'https://example.org/ours.pth',
    digest: {algorithm: 'sha256', hex: 'a'.repeat(64)},
    preset: 'squeezenet1.1',
  };

  it('is the published one where no other is named', async () => {
    expect(await pretrainedTable({})).toBe(PRETRAINED);
    expect(await pretrainedTable({ALEXNET_WEIGHTS_TABLE: ''})).toBe(PRETRAINED);
  });

  it('adds weights of your own, which win', async () => {
    const names = ['squeezenet1.1.ours', 'squeezenet1.1.imagenet1k-v1'];
    writeFileSync(file, JSON.stringify(names.map(name => ({...own, name}))));
    const table = await pretrainedTable({ALEXNET_WEIGHTS_TABLE: file});
    expect(names.map(name => table[name]?.url)).toEqual([own.url, own.url]);
    expect(Object.keys(table)).toHaveLength(Object.keys(PRETRAINED).length + 1);
  });

  it('names the file that is missing or wrong', async () => {
    const missing = join(directory, 'missing.json');
    await expect(pretrainedTable({ALEXNET_WEIGHTS_TABLE: missing})).rejects.toMatchObject({
      code: 'io',
      where: `reading ${missing} (ALEXNET_WEIGHTS_TABLE)`,
    });
    writeFileSync(file, '[{}]');
    await expect(pretrainedTable({ALEXNET_WEIGHTS_TABLE: file})).rejects.toMatchObject({
      code: 'bad-argument',
      where: file,
    });
  });
});
