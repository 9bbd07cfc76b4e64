import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {expect, it} from 'vitest';
import {makeHasher} from '../../../src/pretrained/download/hasher';
import {loadPretrainedOn} from '../../../src/pretrained/load-pretrained-on';
import {memoryStore} from '../../../src/pretrained/stores/memory-store';
import {servedNet} from '../../support/served-net';

it('downloads with the fetch and the hasher of the platform, and builds the network', async () => {
  await tf.setBackend('cpu');
  const {record, bytes} = await servedNet();
  const digests: string[] = [];
  const {model, weights, from, preprocessing} = await loadPretrainedOn(
    {
      table: {short: record},
      store: memoryStore(),
      storeOption: 'store',
      fetch: () => Promise.resolve(new Response(bytes.slice())),
      makeHasher: algorithm => {
        digests.push(algorithm);
        return makeHasher(algorithm);
      },
    },
    'short',
    {},
  );
  expect([model.name, weights, from]).toEqual(['lenet5', record, 'download']);
  expect(preprocessing).toMatchObject({mean: [33], classes: ['one', 'two', 'three']});
  expect(digests).toContain('sha256');
  model.dispose();
});
