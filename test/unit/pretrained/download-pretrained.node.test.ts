import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import {downloadPretrained} from '../../../src/pretrained/download-pretrained.node.js';
import {servedNet, type ServedNet} from '../../support/served-net';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer, type WeightServer} from '../../support/weight-server';

describe('downloadPretrained', () => {
  const root = temporaryDirectory();
  let server: WeightServer;
  let net: ServedNet;
  let cache: string;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    net = await servedNet();
  });
  beforeEach(async () => {
    vi.stubEnv('no_proxy', '127.0.0.1');
    cache = mkdtempSync(join(root, 'cache-'));
    server = await startWeightServer(reply => {
      reply.file(net.bytes);
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  it('puts the file into the cache, finds it there, and repairs it', async () => {
    const run = (): ReturnType<typeof downloadPretrained> =>
      downloadPretrained(net.record, {cache, mirror: server.origin});
    const path = join(cache, 'lenet5.served/lenet.safetensors');
    expect(await run()).toEqual({path, weights: net.record, from: 'download'});
    expect(readFileSync(path).equals(net.bytes)).toBe(true);
    expect((await run()).from).toBe('cache');
    writeFileSync(path, net.bytes.slice(1));
    expect((await run()).from).toBe('repair');
    expect(readFileSync(path).equals(net.bytes)).toBe(true);
    expect(server.seen).toHaveLength(2);
  });

  it('heeds the environment: cache, mirror and table', async () => {
    const table = join(cache, 'table.json');
    writeFileSync(table, JSON.stringify([net.record]));
    vi.stubEnv('ALEXNET_WEIGHTS_TABLE', table);
    vi.stubEnv('ALEXNET_CACHE', cache);
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', `${server.origin}/mirror/`);
    const {path} = await downloadPretrained('lenet5.served');
    expect(path.startsWith(cache)).toBe(true);
    expect(server.seen).toEqual([{path: '/mirror/lenet.safetensors'}]);
  });

  it('keeps what arrived when it is stopped', async () => {
    const controller = new AbortController();
    server.answer = (reply, count) => {
      reply.file(net.bytes, {etag: '"a"', ...(count === 0 ? {cutAfter: 100_000} : {})});
    };
    const options = {cache, mirror: server.origin};
    const stopped = downloadPretrained(net.record, {
      ...options,
      signal: controller.signal,
      onNote: () => {
        controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toMatchObject({message: 'enough'});
    expect((await downloadPretrained(net.record, options)).from).toBe('download');
    expect(server.seen.at(-1)).toMatchObject({range: 'bytes=100000-', ifRange: '"a"'});
  });
});
