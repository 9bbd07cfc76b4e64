import {readFileSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {parseNpy} from '../../../src/formats/numpy/parse-npy';
import {memoryStore} from '../../../src/pretrained/stores/memory-store';
import {loadPretrained} from '../../../src/pretrained/load-pretrained';
import {createModel} from '../../../src/models/create-model';
import {logitsModel} from '../../../src/models/logits-model';
import {PRETRAINED} from '../../../src/presets/pretrained';
import {createHash} from 'node:crypto';
import {useCompiledKernels} from '../../support/compiled-kernels';
import {testData} from '../../support/data';
import {SERVED_PREPROCESS, servedNet, type ServedNet} from '../../support/served-net';
import {startWeightServer, type WeightServer} from '../../support/weight-server';

describe('loadPretrained', () => {
  let server: WeightServer;
  let net: ServedNet;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    net = await servedNet();
  });
  beforeEach(async () => {
    server = await startWeightServer(reply => {
      reply.file(net.bytes);
    });
  });
  afterEach(async () => {
    await server.close();
  });

  it('returns the network with its weights, and their preprocessing', async () => {
    const {model, preprocessing, weights, report, from} = await loadPretrained(net.record, {
      mirror: server.origin,
    });
    const first = createModel('lenet5', {classes: 3, seed: 5});
    const x = tf.randomUniform([2, 32, 32, 1], 0, 1, 'float32', 1);
    const [here, there] = [model, first].map(each => (each.predict(x) as tf.Tensor).arraySync());
    expect(here).toEqual(there);
    expect(preprocessing).toEqual({
      version: 1,
      preset: 'lenet5',
      inputShape: [32, 32, 1],
      resizeShorterSide: SERVED_PREPROCESS.resizeShorterSide,
      channelOrder: 'rgb',
      mean: [33],
      scale: [0.5],
      classes: ['one', 'two', 'three'],
    });
    expect([weights, report.keys, report.extra, from]).toEqual([net.record, 'torch', [], 'download']);
    model.dispose();
    first.dispose();
  });

  it('loads from the store the second time', async () => {
    const store = memoryStore();
    const froms: string[] = [];
    for (let i = 0; i < 2; i++) {
      const {model, from} = await loadPretrained(net.record, {mirror: server.origin, store});
      model.dispose();
      froms.push(from);
    }
    expect([froms, server.seen.map(({path}) => path)]).toEqual([
      ['download', 'cache'],
      ['/lenet.safetensors'],
    ]);
  });

  it('refuses what is wrong before anything is loaded, and a file with another digest', async () => {
    await expect(loadPretrained('alexnet')).rejects.toMatchObject({
      code: 'bad-argument',
      expected: expect.stringContaining('alexnet-owt.imagenet1k-v1') as string,
    });
    await expect(loadPretrained(net.record, {mirorr: 'x'} as object)).rejects.toMatchObject({
      fix: 'did you mean "mirror"?',
    });
    await expect(loadPretrained(net.record, {timeoutMs: 0})).rejects.toMatchObject({
      received: 'timeoutMs = 0',
    });
    const wrong = loadPretrained('squeezenet1.1.imagenet1k-v1', {mirror: server.origin});
    await expect(wrong).rejects.toMatchObject({code: 'bad-weights', expected: '4958839 bytes'});
    expect(server.seen.map(({path}) => path)).toEqual(['/squeezenet1_1-b8a52dc0.pth']);
  });

  it('leaves no tensor behind when the file does not fit its record', async () => {
    const before = tf.memory().numTensors;
    const unfit = {
      ...net.record,
      preset: 'cifar10-quick',
      preprocess: {...SERVED_PREPROCESS, mean: [1, 2, 3]},
    };
    await expect(loadPretrained(unfit, {mirror: server.origin})).rejects.toMatchObject({code: 'bad-weights'});
    expect(tf.memory().numTensors).toBe(before);
  });

  const real = testData('weights', 'squeezenet1.1', 'squeezenet1_1.pth');
  it.skipIf(real === undefined)(
    `has the logits of the real SqueezeNet 1.1${real === undefined ? ' (skipped: no test data)' : ''}`,
    async () => {
      await useCompiledKernels();
      const bytes = new Uint8Array(readFileSync(real ?? ''));
      server.answer = (reply, count) => {
        reply.file(bytes, {etag: '"real"', ...(count === 0 ? {cutAfter: 2_000_000} : {})});
      };
      // The same weights in a file of its own: another digest, another length.
      const record = {
        ...PRETRAINED['squeezenet1.1.imagenet1k-v1']!,
        digest: {algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex')},
        bytes: bytes.length,
      } as const;
      const {model, preprocessing} = await loadPretrained(record, {mirror: server.origin});
      expect(preprocessing.classes[0]).toBe('n01440764 tench, Tinca tinca');
      const [input, output] = ['input.npy', 'output.npy'].map(name => {
        const {data, shape} = parseNpy(
          new Uint8Array(readFileSync(testData('weights', 'squeezenet1.1', name)!)),
        );
        return tf.tensor(data, shape);
      });
      const logits = logitsModel(model)!.predict(tf.transpose(input!, [0, 2, 3, 1])) as tf.Tensor;
      const error = tf.max(tf.abs(tf.sub(tf.reshape(logits, [-1]), tf.reshape(output!, [-1])))).arraySync();
      expect(error).toBeLessThan(1e-3);
      model.dispose();
    },
  );
});
