import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {RandomStream} from '../../../../src/core/random';
import {httpStore} from '../../../../src/data/shards/http-store.node';
import {serveFolder, type ShardServer, type ShardServerOptions} from '../../../support/shard-server';
import {temporaryDirectory} from '../../../support/temporary-directory';

const BYTES = Buffer.from(Array.from({length: 40_000}, (_, i) => (i * i) % 251));
const LONG = Buffer.alloc(1_000_000, 'long');
const servers: ShardServer[] = [];

async function serve(options: ShardServerOptions = {}): Promise<ShardServer> {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'x.tar'), BYTES);
  writeFileSync(join(folder, 'long.tar'), LONG);
  writeFileSync(join(folder, 'shards.json'), '{"a": "ä"}');
  const server = await serveFolder(folder, options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

describe('httpStore', () => {
  it('reads every part once more where requests fail, break or hang', async () => {
    const random = RandomStream.derive(5, 'mishaps');
    const server = await serve({
      mishap: () => ([undefined, 'refused', 'broken', 'silent'] as const)[random.integer(20)],
    });
    const store = await httpStore(server.url, {timeoutMs: 2000});
    const parts = Array.from({length: 100}, (_, i) => ({
      // Backwards: what follows each other is read at once.
      offset: (99 - i) * 400,
      length: 400,
    }));
    const read = await Promise.all(parts.map(part => store.read({name: 'x.tar', bytes: 40_000, ...part})));
    expect(Buffer.concat(read.reverse())).toEqual(BYTES);
    expect(server.mishaps).toBeGreaterThan(5);
  });

  it('asks once for a long part that takes its time', async () => {
    const server = await serve({
      mishap: (_, file) => (file === 'long.tar' ? 'slow' : undefined),
      slowMs: 600,
    });
    const store = await httpStore(server.url);
    const part = {name: 'x.tar', bytes: 40_000, length: 100};
    await Promise.all([900, 700, 500, 300].map(offset => store.read({...part, offset})));
    await store.read({name: 'long.tar', bytes: LONG.length, offset: 0, length: LONG.length});
    expect(server.requests.filter(request => request.startsWith('long.tar'))).toHaveLength(1);
  });

  it('downloads a file once from a server without ranges', async () => {
    const server = await serve({
      hasRanges: false,
      mishap: number => (number === 2 ? 'broken' : undefined),
    });
    const store = await httpStore(server.url);
    expect(await store.sizeOf('x.tar')).toBe(40_000);
    for (const offset of [30_000, 0, 12_345]) {
      const read = await store.read({name: 'x.tar', bytes: 40_000, offset, length: 1000});
      expect(Buffer.from(read)).toEqual(BYTES.subarray(offset, offset + 1000));
    }
    expect(server.requests).toEqual(['x.tar bytes=0-0', 'x.tar', 'x.tar']);
  });

  it('reads texts, sizes and whole files, and names what is missing or of another length', async () => {
    const server = await serve();
    const store = await httpStore(server.url);
    expect(await store.readText('shards.json')).toBe('{"a": "ä"}');
    expect(await store.readText('none.json')).toBeUndefined();
    expect(await store.sizeOf('x.tar')).toBe(40_000);
    const parts: Uint8Array[] = [];
    for await (const part of store.chunks('x.tar', 40_000)) {
      parts.push(part);
    }
    expect(Buffer.concat(parts)).toEqual(BYTES);
    const range = {offset: 0, length: 10};
    await expect(store.read({name: 'x.tar', bytes: 50_000, ...range})).rejects.toThrow(
      /another length[^]*50000 bytes[^]*40000 bytes/,
    );
    await expect(store.read({name: 'y.tar', bytes: 10, ...range})).rejects.toThrow(
      /y\.tar: the server has no such/,
    );
  });

  it('stops after so many attempts, with an error that says so, and stops with the signal', async () => {
    const server = await serve({mishap: () => 'refused'});
    const store = await httpStore(server.url, {retries: 2});
    const range = {name: 'x.tar', bytes: 40_000, offset: 0, length: 10};
    await expect(store.read(range)).rejects.toThrow(/503[^]*3 times/);
    expect(server.requests).toHaveLength(3);
    const reason = new Error('stop');
    await expect(store.read(range, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
