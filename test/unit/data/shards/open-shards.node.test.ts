import {cpSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openShards} from '../../../../src/data/shards/open-shards.node';
import {writeShards} from '../../../../src/data/shards/write-shards.node';
import {openPhotos} from '../../../../src/data/open-photos.node';
import {readShards} from '../../../../src/data/shards/read-shards.node';
import {writeColorPhotos} from '../../../support/photo-files';
import {serveFolder, type ShardServer} from '../../../support/shard-server';
import {tarBytes} from '../../../support/tar-bytes';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const shards = join(root, 'shards');
let copies = 0;
let server: ShardServer;

beforeAll(async () => {
  await writeColorPhotos(join(root, 'photos'), {perClass: 10});
  await writeShards({data: join(root, 'photos'), out: shards, shardBytes: 16_000, shorterSide: 24});
  server = await serveFolder(root);
});
afterAll(async () => server.close());

/** A copy of the shards with something wrong. */
function spoiled(spoil: (file: string, folder: string) => void, name = 'shard-000001.tar'): string {
  const folder = join(root, `copy-${copies++}`);
  cpSync(shards, folder, {recursive: true});
  spoil(join(folder, name), folder);
  return folder;
}

function editJson(file: string, edit: (text: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}

describe('openShards', () => {
  it('lists the same photos of a folder and of an address', async () => {
    const strip = ({classes, samples}: Awaited<ReturnType<typeof openShards>>): object => ({
      classes,
      samples: samples.map(({name, label, packed: {bytes, sha256, position}}) => ({
        name,
        label,
        bytes,
        sha256,
        position,
      })),
    });
    const local = await openShards(shards);
    expect(local.samples).toHaveLength(20);
    for (const place of [`${server.url}shards`, `${server.url}shards/shards.json`]) {
      const remote = await openShards(place);
      expect(strip(remote)).toEqual(strip(local));
      expect(remote.checksum).toBe(local.checksum);
      const [there, here] = [remote.samples[7], local.samples[7]];
      expect(Buffer.from((await there?.packed.read()) ?? [])).toEqual(
        Buffer.from((await here?.packed.read()) ?? []),
      );
    }
    const count = readdirSync(shards).filter(name => name.endsWith('.tar')).length;
    const foreign = await openShards(`${server.url}shards/shard-{000000..00000${count - 1}}.tar`);
    expect(foreign.samples.map(({label, packed}) => [label, packed.sha256])).toEqual(
      local.samples.map(({label, packed}) => [label, packed.sha256]),
    );
  });

  it.each<[string, RegExp, (file: string, folder: string) => void, string?]>([
    [
      'is cut short',
      /shard-000001\.tar: it is cut short/,
      file => {
        truncateSync(file, 2000);
      },
    ],
    [
      'is missing',
      /shard-000001\.tar: there is no such file/,
      file => {
        rmSync(file);
      },
    ],
    [
      'has one other byte',
      /shard-000001\.tar: its content does not fit its checksum/,
      file => {
        const bytes = readFileSync(file);
        bytes[600] = (bytes[600] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
    [
      'holds an entry that leads out',
      /"\.\.\/0000000.*" has a name that leads out/,
      file => {
        const {length} = readFileSync(file);
        const evil = tarBytes([{name: '../00000001.jpg', content: 'x'}]);
        writeFileSync(file, Buffer.concat([evil, Buffer.alloc(length - evil.length)]));
      },
    ],
    [
      'has an index that was edited',
      /shard-000001\.json: its content does not fit its digest/,
      file => {
        editJson(file, text => text.replace('"label":0', '"label":1'));
      },
      'shard-000001.json',
    ],
    [
      'has an index that is no JSON',
      /shards\.json: the index is not JSON/,
      file => {
        writeFileSync(file, '{');
      },
      'shards.json',
    ],
    [
      'has no index of its own',
      /shard-000001\.json: the index of a shard is missing/,
      file => {
        rmSync(file);
      },
      'shard-000001.json',
    ],
    [
      'has the index of another shard',
      /shard-000001\.json: this index does not belong to its shard/,
      (file, folder) => {
        cpSync(join(folder, 'shard-000000.json'), file);
      },
      'shard-000001.json',
    ],
    [
      'has labels that the index does not count',
      /the labels in the shards are not those that the index counts|not fit together/,
      file => {
        editJson(file, text =>
          text
            .replace(/"counts": \[\s*10,\s*10\s*\]/, '"counts": [11, 9]')
            .replace(/,\s*"sha256": "\w+"\s*\}\s*$/, '}'),
        );
      },
      'shards.json',
    ],
  ])('names and refuses a shard that %s', async (_, message, spoil, name) => {
    const folder = spoiled(spoil, name);
    await expect(openShards(folder)).rejects.toThrow(message);
    await expect(openShards(folder)).rejects.toMatchObject({code: 'bad-data'});
  });

  it('refuses, and never leaves out, a photo whose bytes changed on the server or after the shards were opened', async () => {
    const folder = spoiled(() => undefined);
    const [local, remote] = [
      await readShards(folder),
      await readShards(`${server.url}${folder.slice(root.length + 1)}`),
    ];
    const file = join(folder, 'shard-000000.tar');
    const bytes = readFileSync(file);
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    for (const list of [local, remote]) {
      await expect(openPhotos(list, {resizeShorterSide: 24})).rejects.toThrow(
        /shard-000000\.tar: the photo ".*\.png" does not fit its checksum/,
      );
    }
  });
});
