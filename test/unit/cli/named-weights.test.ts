import {mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {Speaker} from '../../../src/cli/console-io';
import {downloadListeners, openNamedWeights} from '../../../src/cli/named-weights';
import {recordingIO} from '../../support/recording-io';
import {servedNet} from '../../support/served-net';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer} from '../../support/weight-server';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

describe('openNamedWeights', () => {
  const root = temporaryDirectory();
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('leaves paths and unknown words alone', async () => {
    const io = recordingIO();
    expect(await openNamedWeights('some/file.pth', new Speaker(io))).toEqual({path: 'some/file.pth'});
    expect(await openNamedWeights('constructor', new Speaker(io))).toEqual({path: 'constructor'});
    expect(io.err()).toBe('');
  });

  it('downloads what has a name, and says so; a file of that name wins', async () => {
    await tf.setBackend('cpu');
    const {bytes, record} = await servedNet();
    const server = await startWeightServer(reply => {
      reply.file(bytes);
    });
    const directory = mkdtempSync(join(root, 'case-'));
    writeFileSync(join(directory, 'table.json'), JSON.stringify([record]));
    vi.stubEnv('ALEXNET_WEIGHTS_TABLE', join(directory, 'table.json'));
    vi.stubEnv('ALEXNET_CACHE', directory);
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', server.origin);
    vi.stubEnv('no_proxy', '127.0.0.1');
    const io = recordingIO();
    const found = await openNamedWeights('lenet5.served', new Speaker(io));
    const path = join(directory, 'lenet5.served/lenet.safetensors');
    expect(found).toEqual({path, weights: record});
    expect(io.err()).toBe(`lenet5.served: downloaded, ${path} (license: none)\n`);
    await openNamedWeights('lenet5.served', new Speaker(io));
    expect(io.err()).toContain('lenet5.served: from the cache');
    await server.close();
    const here = process.cwd();
    process.chdir(directory);
    writeFileSync('lenet5.served.pth', '');
    writeFileSync('table.json', JSON.stringify([{...record, name: 'lenet5.served.pth'}]));
    expect(await openNamedWeights('lenet5.served.pth', new Speaker(io))).toEqual({path: 'lenet5.served.pth'});
    process.chdir(here);
  });
});

describe('downloadListeners', () => {
  it('tells speed and time left from what has come since the beginning', () => {
    let nowMs = 0;
    const lines: unknown[][] = [];
    const {onProgress} = downloadListeners(
      new Speaker(recordingIO()),
      {update: (...parts) => lines.push(parts), end: () => undefined},
      () => nowMs,
    );
    onProgress?.({phase: 'check', done: 2000});
    onProgress?.({phase: 'download', done: 1_000_000, total: 9_000_000});
    nowMs = 2000;
    onProgress?.({phase: 'download', done: 5_000_000, total: 9_000_000});
    onProgress?.({phase: 'download', done: 5_000_000});
    expect(lines).toEqual([
      ['checking (kB)', 2, 2],
      ['downloading (kB)', 1000, 9000, ''],
      ['downloading (kB)', 5000, 9000, '2.0 MB/s  2 s left'],
      ['downloading (kB)', 5000, 5000, '2.0 MB/s'],
    ]);
  });
});
