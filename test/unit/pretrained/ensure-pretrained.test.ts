import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {makeHasher} from '../../../src/pretrained/download/hasher';
import {
  ensurePretrained,
  type DownloadOptions,
  type PretrainedPlatform,
} from '../../../src/pretrained/ensure-pretrained';
import {memoryStore} from '../../../src/pretrained/stores/memory-store';
import {servedNet, type ServedNet} from '../../support/served-net';
import {startWeightServer, type WeightServer} from '../../support/weight-server';

describe('ensurePretrained', () => {
  let server: WeightServer;
  let net: ServedNet;
  let platform: PretrainedPlatform;
  beforeEach(async () => {
    await tf.setBackend('cpu');
    net = await servedNet();
    server = await startWeightServer(reply => {
      reply.file(net.bytes);
    });
    platform = {
      table: {short: net.record},
      store: memoryStore(),
      storeOption: 'shelf',
      fetch: (input, init) => globalThis.fetch(input, init),
      makeHasher,
      mirror: server.origin,
    };
  });
  afterEach(async () => {
    await server.close();
  });

  it('takes table, store and mirror from the platform', async () => {
    const first = await ensurePretrained('short', {}, platform);
    expect(first).toMatchObject({
      weights: net.record,
      key: 'lenet5.served/lenet.safetensors',
      from: 'download',
    });
    expect(first.store).toBe(platform.store);
    expect((await ensurePretrained(net.record, {}, platform)).from).toBe('cache');
  });

  it('prefers fetch and mirror of the options', async () => {
    const urls: string[] = [];
    await ensurePretrained(
      'short',
      {
        mirror: `${server.origin}/own`,
        fetch: (input, init) => {
          urls.push(new Request(input).url);
          return globalThis.fetch(input, init);
        },
      },
      {...platform, mirror: 'https://nobody.invalid'},
    );
    expect(urls).toEqual([`${server.origin}/own/lenet.safetensors`]);
  });

  it('knows the option that chooses the store of the platform, and no other', async () => {
    const options = {shelf: 1} as DownloadOptions;
    expect((await ensurePretrained('short', options, platform)).from).toBe('download');
    await expect(ensurePretrained('short', {store: 1} as DownloadOptions, platform)).rejects.toMatchObject({
      code: 'bad-argument',
      expected: expect.stringContaining('shelf') as string,
    });
    await expect(ensurePretrained('short', {retries: -1}, platform)).rejects.toMatchObject({
      received: 'retries = -1',
    });
  });
});
