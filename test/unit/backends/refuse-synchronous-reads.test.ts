import '@tensorflow/tfjs-backend-cpu';
import type * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {refuseSynchronousReads} from '../../../src/backends/refuse-synchronous-reads';
import {expectAlexNetError} from '../../support/matchers';

const parts = {real: {dataId: {id: 1}}, imag: {dataId: {id: 2}}};
/** What the webgpu backend knows of a tensor, by a number. */
const held: Record<number, object> = {
  1: {dtype: 'float32', values: Float32Array.of(7)},
  2: {dtype: 'float32', values: null},
  3: {dtype: 'string', values: undefined},
  4: {dtype: 'complex64', complexTensorInfos: parts},
  5: {dtype: 'complex64', complexTensorInfos: {real: parts.real, imag: parts.real}},
};

describe('refuseSynchronousReads', () => {
  const backend = {
    tensorMap: {get: ({id}: {id: number}) => held[id]},
    readSync: ({id}: {id: number}) => id,
  };
  refuseSynchronousReads(backend as unknown as tf.KernelBackend);

  it('reads what lies on the processor as before', () => {
    expect([1, 3, 5].map(id => backend.readSync({id}))).toEqual([1, 3, 5]);
  });

  it.each([2, 4])('refuses what lies on the GPU, wholly or in part (%d)', async id => {
    await expectAlexNetError(() => backend.readSync({id}), 'unsupported', 'dataSync', 'await tensor.data()');
  });
});
