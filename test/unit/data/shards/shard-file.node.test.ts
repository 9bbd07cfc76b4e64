import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {entryBytes, ShardFile} from '../../../../src/data/shards/shard-file.node';
import {tarBytes} from '../../../support/tar-bytes';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('ShardFile', () => {
  it('writes the bytes of a plain tar archive, which has its name only when it is published', async () => {
    const folder = temporaryDirectory();
    const path = join(folder, 'x.tar');
    const file = await ShardFile.create(path);
    const files = [
      {name: '000000000.jpg', content: Buffer.alloc(700, 1)},
      {name: '000000000.cls', content: Buffer.from('12')},
    ];
    expect(await file.add(files)).toEqual([512, 2048]);
    expect(await file.add([{name: '000000001.jpg', content: Buffer.alloc(0)}])).toEqual([3072]);
    expect(file.bytes).toBe(entryBytes(700) + entryBytes(2) + entryBytes(0) + 1024);
    const {bytes, sha256} = await file.finish();
    expect(readdirSync(folder).some(name => name.endsWith('.tar') && !name.startsWith('.'))).toBe(false);
    await file.publish();
    const written = readFileSync(path);
    expect(written.length).toBe(bytes);
    expect(createHash('sha256').update(written).digest('hex')).toBe(sha256);
    // Numbers may be written in two ways; names, sizes and contents are at the same places.
    const byHand = tarBytes([...files, {name: '000000001.jpg'}]);
    expect(written.length).toBe(byHand.length);
    for (const [from, to] of [
      [0, 100],
      [512, 1536],
      [2048, 2560],
    ] as const) {
      expect(written.subarray(from, to)).toEqual(byHand.subarray(from, to));
    }
  });

  it('leaves nothing when it is discarded', async () => {
    const folder = temporaryDirectory();
    const file = await ShardFile.create(join(folder, 'x.tar'));
    await file.add([{name: 'a', content: Buffer.alloc(9)}]);
    await file.discard();
    expect(readdirSync(folder)).toEqual([]);
    await expect(ShardFile.create(join(folder, 'no/x.tar'))).rejects.toMatchObject({code: 'io'});
  });
});
