import {mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {drawCatsAndDogs} from 'tfjs-alexnet/node';
import {PRETRAINED} from 'tfjs-alexnet/presets';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import {fileOf, makeZip, photoSet} from '../../support/archives';
import {writeMnist} from '../../support/binary-images';
import {alexnet, alexnetJson} from '../../support/in-process';
import {servedNet, type ServedNet} from '../../support/served-net';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer, type WeightServer} from '../../support/weight-server';

describe('alexnet download', () => {
  const root = temporaryDirectory();
  let net: ServedNet;
  let server: WeightServer;
  let directory = '';
  beforeAll(async () => {
    await tf.setBackend('cpu');
    net = await servedNet();
    server = await startWeightServer(reply => {
      reply.file(net.bytes);
    });
  });
  beforeEach(() => {
    directory = mkdtempSync(join(root, 'case-'));
    writeFileSync(join(directory, 'table.json'), JSON.stringify([net.record]));
    vi.stubEnv('ALEXNET_WEIGHTS_TABLE', join(directory, 'table.json'));
    vi.stubEnv('ALEXNET_CACHE', join(directory, 'cache'));
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', server.origin);
    vi.stubEnv('no_proxy', '127.0.0.1');
    server.answer = reply => {
      reply.file(net.bytes);
    };
    server.seen.length = 0;
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await server.close();
  });

  it('lists all names with accuracy and license', async () => {
    const {code, stdout} = await alexnet('download', '--list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/alexnet-owt\.imagenet1k-v1 +244\.4 +56\.5 % +79\.1 % {2}BSD-3-Clause/);
    expect(stdout).toMatch(/squeezenet1\.0\.imagenet1k-v1 +\? +58\.1 % +80\.4 %/);
    expect(stdout).toMatch(/lenet5\.served .* – +– {2}none/);
    const {result} = await alexnetJson<{weights: unknown[]}>('download', '--list');
    expect(result.weights).toEqual([...Object.values(PRETRAINED), net.record]);
    expect(stdout).toMatch(/dogs-vs-cats +824\.9 .*\n *cifar10 +170\.1 .*\n *mnist +11\.6 .*CC BY-SA 3\.0/);
    expect(server.seen).toEqual([]);
  });

  it('downloads, says where it lies and what comes next, and finds it the next time', async () => {
    const {code, stdout} = await alexnet('download', 'lenet5.served');
    const path = join(directory, 'cache/lenet5.served/lenet.safetensors');
    expect(code).toBe(0);
    expect(stdout).toContain(`bytes, downloaded in`);
    expect(stdout).toContain(`sha256 ${net.record.digest.hex}.`);
    expect(stdout).toContain(`file     ${path}`);
    expect(stdout).toContain('alexnet convert lenet5.served models/lenet5');
    expect((await alexnet('download', 'lenet5.served')).stdout).toContain('found in the cache, and complete');
    const {result} = await alexnetJson<object>('download', 'lenet5.served');
    expect(result).toMatchObject({
      name: 'lenet5.served',
      path,
      bytes: net.bytes.length,
      digest: net.record.digest,
      preset: 'lenet5',
      license: 'none',
      from: 'cache',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('takes cache and mirror from its options, and puts a copy where it is told', async () => {
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', 'http://127.0.0.1:9/');
    const cache = join(directory, 'own cache');
    const run = (out: string): ReturnType<typeof alexnetJson<{out: string; path: string}>> =>
      alexnetJson(
        ...['download', 'lenet5.served', '--cache', cache, '--mirror', `${server.origin}/m`, '--out', out],
      );
    const file = join(directory, 'deep/copy.bin');
    const {result} = await run(file);
    expect([result.out, result.path.startsWith(cache)]).toEqual([file, true]);
    expect(readFileSync(file).equals(net.bytes)).toBe(true);
    mkdirSync(join(directory, 'there'));
    expect((await run(join(directory, 'there'))).result.out).toBe(join(directory, 'there/lenet.safetensors'));
    expect(server.seen).toEqual([{path: '/m/lenet.safetensors'}]);
  });

  it('downloads a data set into a folder, names what it leaves out, and ends where the folder is whole', async () => {
    await drawCatsAndDogs(join(directory, 'drawn'), {count: 2, sizePx: 32});
    const photo = (name: string): Uint8Array => readFileSync(join(directory, 'drawn', name));
    const zip = makeZip([
      {name: 'PetImages/Cat/0.jpg', content: photo('cat/cat.0.jpg')},
      {name: 'PetImages/Cat/666.jpg', content: ''},
      {name: 'PetImages/Dog/0.jpg', content: photo('dog/dog.1.jpg')},
    ]);
    server.answer = reply => {
      reply.file(zip);
    };
    writeFileSync(join(directory, 'sets.json'), JSON.stringify([photoSet(zip, server.origin)]));
    vi.stubEnv('ALEXNET_DATA_SETS_TABLE', join(directory, 'sets.json'));
    const out = join(directory, 'data/pets');
    const {code, stdout, stderr} = await alexnet('download', 'pets', '--out', out);
    expect([code, stdout]).toEqual([0, expect.stringContaining('pets: 2 photos, ')]);
    expect(stderr).toContain('skipped PetImages/Cat/666.jpg: It is empty.');
    expect(stdout).toContain('1 broken file left out.');
    expect(stdout).toContain('license  none');
    expect(stdout).toContain(`alexnet train --data ${out} --out runs/pets`);
    expect((await alexnet('download', 'pets', '--out', out)).stdout).toContain('complete on the disk');
    const {result} = await alexnetJson<object>('download', 'pets', '--out', out);
    expect(result).toMatchObject({name: 'pets', directory: out, kind: 'photos', count: 2, from: 'disk'});
    expect(result).toMatchObject({skipped: [{file: 'PetImages/Cat/666.jpg', reason: 'It is empty.'}]});
    expect(server.seen).toHaveLength(1);
  });

  it('downloads MNIST in its own files, on which alexnet train and alexnet evaluate work, each on its set', async () => {
    writeMnist(join(directory, 'published'));
    const names = readdirSync(join(directory, 'published'));
    const bytesOf = (name: string): Uint8Array => readFileSync(join(directory, 'published', name));
    server.answer = reply => {
      reply.file(bytesOf((reply.request.url ?? '').slice(1)));
    };
    const set = {
      name: 'digits',
      kind: 'images',
      files: names.map(name => fileOf(name, bytesOf(name), server.origin)),
    };
    writeFileSync(join(directory, 'sets.json'), JSON.stringify([set]));
    vi.stubEnv('ALEXNET_DATA_SETS_TABLE', join(directory, 'sets.json'));
    const [data, run] = [join(directory, 'digits'), join(directory, 'run')];
    await alexnet('download', 'digits', '--out', data);
    const train = [
      'train',
      '--data',
      data,
      '--out',
      run,
      '--preset',
      'lenet5',
      '--max-steps',
      '1',
      '--batch-size',
      '4',
    ];
    const trained = await alexnetJson<{steps: number}>(
      ...train,
      '--validation-split',
      '0.5',
      '--backend',
      'wasm',
    );
    expect([trained.code, trained.result.steps]).toEqual([0, 1]);
    const measured = await alexnetJson<{count: number; classes: string[]}>(
      ...['evaluate', '--model', run, '--data', data, '--backend', 'wasm'],
    );
    expect(measured.result).toMatchObject({count: 10, classes: '0123456789'.split('')});
  });

  it('repairs a damaged file, and tells', async () => {
    await alexnet('download', 'lenet5.served');
    writeFileSync(join(directory, 'cache/lenet5.served/lenet.safetensors'), 'broken');
    const {code, stdout, stderr} = await alexnet('download', 'lenet5.served');
    expect([code, stdout]).toEqual([0, expect.stringContaining('was damaged, downloaded again')]);
    expect(stderr).toContain('is damaged; downloading it again');
  });

  it('is wrong usage without a name or with an unknown one', async () => {
    const nameless = await alexnet('download');
    expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringContaining('--list')]);
    const unknown = await alexnet('download', 'squeezenet1.1.imagenet1k');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('did you mean "squeezenet1.1.imagenet1k-v1"?');
    expect((await alexnet('download', 'cifar-10')).stderr).toContain('did you mean "cifar10"?');
    expect((await alexnet('download', 'lenet5.served', '--timeout', '0')).code).toBe(2);
    expect((await alexnet('download', 'lenet5.served', '--mirror', 'x')).code).toBe(2);
  });

  it('fails with 1 where the server has another file or none', async () => {
    const other = await alexnet('download', 'squeezenet1.1.imagenet1k-v1');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('its length is wrong')]);
    server.answer = reply => {
      reply.status(404);
    };
    const none = await alexnet('download', 'lenet5.served');
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('404 Not Found')]);
  });

  it('passes a name to alexnet convert', async () => {
    const out = join(directory, 'model');
    const {code, stderr, stdout} = await alexnet('convert', 'lenet5.served', out);
    expect([code, stdout]).toEqual([0, expect.stringContaining('with 3 classes')]);
    expect(stderr).toContain('lenet5.served: downloaded, ');
    const way = JSON.parse(readFileSync(join(out, 'preprocessing.json'), 'utf8')) as object;
    expect(way).toMatchObject({
      resizeShorterSide: 40,
      mean: [33],
      scale: [0.5],
      classes: ['one', 'two', 'three'],
    });
  });
});
