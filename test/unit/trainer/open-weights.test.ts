import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {createModel} from '../../../src/models/create-model';
import type {PretrainedPlatform} from '../../../src/pretrained/ensure-pretrained';
import {webPlatform} from '../../../src/pretrained/web-platform';
import {memoryStore} from '../../../src/pretrained/stores/memory-store';
import {openTrainerWeights, startOf, type OpenWeightsOptions} from '../../../src/trainer/open-weights';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {expectAlexNetError} from '../../support/matchers';
import {SERVED_PREPROCESS, servedNet, type ServedNet} from '../../support/served-net';

describe('openTrainerWeights', () => {
  let net: ServedNet;
  const progress: number[] = [];
  const options = (changed: Partial<OpenWeightsOptions> = {}): OpenWeightsOptions => ({
    preset: undefined,
    mirror: undefined,
    signal: new AbortController().signal,
    onProgress: done => progress.push(done),
    platform: async () => ({
      ...(await webPlatform({store: memoryStore()})),
      fetch: () => Promise.resolve(new Response(net.bytes as Uint8Array<ArrayBuffer>)),
    }),
    ...changed,
  });

  beforeAll(async () => {
    await tf.setBackend('cpu');
    net = await servedNet();
  });

  it('downloads published weights with their preprocessing and tells how far it is', async () => {
    const {info, preprocessing} = await openTrainerWeights(net.record, options());
    expect(info).toEqual({name: 'lenet5.served', preset: 'lenet5', classes: 3});
    expect(preprocessing).toMatchObject({
      resizeShorterSide: SERVED_PREPROCESS.resizeShorterSide,
      mean: [33],
      scale: [0.5],
      classes: ['one', 'two', 'three'],
    });
    expect(progress.at(-1)).toBe(net.bytes.length);
    await expectAlexNetError(
      () => openTrainerWeights(net.record, options({preset: 'alexnet'})),
      'bad-argument',
      'preset = "lenet5"',
    );
  });

  it('ends after as many attempts as are asked for', async () => {
    let attempts = 0;
    const fetch = (): Promise<Response> => {
      attempts += 1;
      return Promise.reject(new Error('no network'));
    };
    const platform = async (): Promise<PretrainedPlatform> => ({
      ...(await webPlatform({store: memoryStore()})),
      fetch,
    });
    await expectAlexNetError(
      () => openTrainerWeights(net.record, options({retries: 0, platform})),
      'io',
      'no network',
    );
    expect(attempts).toBe(1);
  });

  it('reads a file by its content, and takes its name for errors', async () => {
    const blob = Object.assign(new Blob([net.bytes as Uint8Array<ArrayBuffer>]), {name: 'mine.safetensors'});
    const {info, preprocessing} = await openTrainerWeights(blob, options());
    expect([info, preprocessing]).toEqual([
      {name: 'mine.safetensors', preset: 'lenet5', classes: 3},
      undefined,
    ]);
    const text = Object.assign(new Blob(['no weights']), {name: 'notes.txt'});
    await expectAlexNetError(() => openTrainerWeights(text, options()), 'bad-weights', 'notes.txt');
  });

  it('takes every layer for the classes of the file, and leaves the last one new for others', async () => {
    const model = createModel('lenet5', {classes: 3, seed: 5});
    const opened = await openTrainerWeights(await writeSafetensors(model), options());
    const [same, other] = await Promise.all([
      startOf(opened, {classes: ['a', 'b', 'c'], seed: 1}),
      startOf(opened, {classes: ['a', 'b'], seed: 1}),
    ]);
    expect([same.hasNewLayer, other.hasNewLayer]).toEqual([false, true]);
    const [first, last] = [(await other.arrays())[0]!, (await other.arrays()).at(-1)!];
    expect(first.data).toEqual(await model.weights[0]!.read().data());
    expect(last.shape).toEqual([2]);
    model.dispose();
  });
});
