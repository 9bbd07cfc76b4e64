import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {DATA_SETS} from '../../../../src/presets/data-sets';
import {dataSetTable} from '../../../../src/pretrained/data-sets/data-set-table.node.js';
import {binarySet} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('dataSetTable', () => {
  const root = temporaryDirectory();

  it('is the built-in one without a table of the environment', async () => {
    expect(await dataSetTable({})).toBe(DATA_SETS);
    expect(await dataSetTable({ALEXNET_DATA_SETS_TABLE: ''})).toBe(DATA_SETS);
  });

  it('has those of the environment, too, which come first', async () => {
    const path = join(root, 'table.json');
    const own = binarySet(new Uint8Array(5), 'https://tiny.invalid');
    writeFileSync(path, JSON.stringify([own, {...own, name: 'mnist'}]));
    const table = await dataSetTable({ALEXNET_DATA_SETS_TABLE: path});
    expect(Object.keys(table)).toEqual(['dogs-vs-cats', 'cifar10', 'mnist', 'tiny']);
    expect([table.tiny, table.mnist?.files]).toEqual([own, own.files]);
  });

  it('names the variable where the file cannot be read', async () => {
    await expect(dataSetTable({ALEXNET_DATA_SETS_TABLE: join(root, 'none')})).rejects.toThrow(
      /ALEXNET_DATA_SETS_TABLE/,
    );
  });
});
