import {expect, it} from 'vitest';
import {isNotFound, writeOpfsFile} from '../../../../src/trainer/page/opfs';
import {MemoryOpfs} from '../../../support/memory-opfs';

it('writeOpfsFile replaces a file by its pieces', async () => {
  const files = new MemoryOpfs();
  await writeOpfsFile(files.root, 'a', [new Uint8Array(9)]);
  await writeOpfsFile(files.root, 'a', [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  const file = await (await files.root.getFileHandle('a')).getFile();
  expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([1, 2, 3]);
});

it('isNotFound knows the error of a missing file, and no other', async () => {
  const error: unknown = await new MemoryOpfs().root.getFileHandle('a').catch((thrown: unknown) => thrown);
  expect([isNotFound(error), isNotFound(new Error('full'))]).toEqual([true, false]);
});
