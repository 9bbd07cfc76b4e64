import type * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';

interface ReadableBackend extends tf.KernelBackend {
  tensorMap: {
    get(dataId: tf.DataId): {
      values?: unknown;
      dtype: string;
      complexTensorInfos?: Record<string, tf.TensorInfo>;
    };
  };
}

/**
 * Makes synchronous reads from a GPU throw an error that names the fix. Stock tfjs draws on a canvas to read
 * synchronously, which Node does not have, and fails with "OffscreenCanvas is not defined".
 */
export function refuseSynchronousReads(backend: tf.KernelBackend): void {
  const {tensorMap} = backend as ReadableBackend;
  const stock = backend.readSync.bind(backend);
  const isHere = (dataId: tf.DataId): boolean => {
    const {values, dtype, complexTensorInfos} = tensorMap.get(dataId);
    return complexTensorInfos === undefined
      ? dtype === 'string' || (values !== undefined && values !== null)
      : Object.values(complexTensorInfos).every(part => isHere(part.dataId));
  };
  backend.readSync = (dataId: tf.DataId) => {
    if (!isHere(dataId)) {
      throw new AlexNetError({
        code: 'unsupported',
        where: 'the webgpu backend in Node',
        problem: 'values on the GPU cannot be read synchronously.',
        expected: 'await tensor.data()',
        received: 'tensor.dataSync(), or an op that needs it',
        fix: 'write `await tensor.data()` or `await tensor.array()`',
      });
    }
    return stock(dataId);
  };
}
