import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {requestBytes} from '../../../../src/data/shards/request-bytes.node';
import {Interruption} from '../../../../src/pretrained/download/interruption';
import {serveFolder, type Mishap, type ShardServer} from '../../../support/shard-server';
import {temporaryDirectory} from '../../../support/temporary-directory';

const BYTES = Buffer.from(Array.from({length: 5000}, (_, i) => i % 251));
const OPTIONS = {fetch: globalThis.fetch, timeoutMs: 10_000};
let mishap: Mishap;
let server: ShardServer;
beforeAll(async () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'x'), BYTES);
  server = await serveFolder(folder, {mishap: () => mishap, slowMs: 1});
});
afterAll(async () => server.close());

function answering(status: number, body: string, headers: Record<string, string> = {}): typeof fetch {
  return () => Promise.resolve(new Response(body, {status, headers}));
}

describe('requestBytes', () => {
  it('reads a range, a whole file, and one piece by piece', async () => {
    const range = {offset: 700, length: 1234};
    const part = await requestBytes(`${server.url}x`, {...OPTIONS, range});
    expect(part).toEqual({bytes: BYTES.subarray(700, 1934), total: 5000, isMissing: false});
    expect((await requestBytes(`${server.url}x`, OPTIONS)).bytes).toEqual(BYTES);
    const parts: Uint8Array[] = [];
    await requestBytes(`${server.url}x`, {...OPTIONS, onPart: piece => parts.push(piece)});
    expect(Buffer.concat(parts)).toEqual(BYTES);
    expect(await requestBytes(`${server.url}y`, OPTIONS)).toMatchObject({isMissing: true, bytes: undefined});
  });

  it.each(['refused', 'broken'] as const)('calls a request that is %s interrupted', async what => {
    mishap = what;
    const range = {offset: 0, length: 4000};
    await expect(requestBytes(`${server.url}x`, {...OPTIONS, range})).rejects.toBeInstanceOf(Interruption);
    mishap = undefined;
  });

  it('leaves a server that falls silent, and stops with the signal', async () => {
    mishap = 'silent';
    await expect(requestBytes(`${server.url}x`, {...OPTIONS, timeoutMs: 30})).rejects.toThrow(
      'fallen silent',
    );
    const reason = new Error('stop');
    const signal = AbortSignal.abort(reason);
    await expect(requestBytes(`${server.url}x`, {...OPTIONS, signal})).rejects.toBe(reason);
    mishap = undefined;
  });

  it('says that a server knows no ranges, and refuses what it did not ask for', async () => {
    const range = {offset: 1, length: 4};
    const ask = (fetch: typeof globalThis.fetch): ReturnType<typeof requestBytes> =>
      requestBytes('http://h/x', {...OPTIONS, fetch, range});
    expect(await ask(answering(200, 'whole'))).toEqual({
      bytes: undefined,
      total: undefined,
      isMissing: false,
    });
    await expect(ask(answering(206, 'abcde', {'Content-Range': 'bytes 1-5/9'}))).rejects.toThrow(/more than/);
    await expect(ask(answering(206, 'abcd', {'Content-Range': 'bytes 2-5/9'}))).rejects.toThrow(
      /another range/,
    );
    await expect(ask(answering(206, 'abc', {'Content-Range': 'bytes 1-4/9'}))).rejects.toThrow(
      /ended before/,
    );
    await expect(ask(answering(403, ''))).rejects.toMatchObject({
      code: 'io',
      received: '403 from http://h/x',
    });
  });
});
