import {readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {expect, it} from 'vitest';
import {LocalCopy} from '../../../../src/data/shards/local-copy.node';

it('LocalCopy keeps bytes in a file without a name, and begins anew when it is cleared', () => {
  const copy = LocalCopy.create();
  expect(
    readdirSync(tmpdir()).filter(
      name => name.startsWith(`.tmp-${process.pid}-`) && name.endsWith('alexnet-shard'),
    ),
  ).toEqual([]);
  copy.append(Uint8Array.from([1, 2, 3]));
  copy.clear();
  copy.append(Uint8Array.from([4, 5]));
  copy.append(Uint8Array.from([6, 7, 8]));
  expect(copy.bytes).toBe(5);
  expect([...copy.read(1, 3)]).toEqual([5, 6, 7]);
  expect([...copy.read(3, 1e12)]).toEqual([7, 8]);
  copy.close();
});
