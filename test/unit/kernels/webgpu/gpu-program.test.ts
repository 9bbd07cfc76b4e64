import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {runProgram, widthOf, zeros, type GpuBackend} from '../../../../src/kernels/webgpu/gpu-program';
import {describeOnWebGPU} from '../../../support/webgpu';

const backend = (): GpuBackend => tf.backend() as unknown as GpuBackend;
const read = async (info: tf.TensorInfo): Promise<number[]> => {
  const tensor = tf.engine().makeTensorFromTensorInfo(info);
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
};

describeOnWebGPU('runProgram', () => {
  it('passes constants, uniforms and inputs to the code, and one index to each thread', async () => {
    await tf.setBackend('webgpu');
    const x = tf.tensor1d([1, 2, 3, 4, 5]);
    const y = runProgram(backend(), {
      name: 'test',
      constants: {TWO: 2},
      uniforms: {factor: 0.5, offset: 10},
      integers: ['offset'],
      inputs: [{name: 'x', tensor: x}],
      output: {shape: [5]},
      threads: 5,
      code: 'result[index] = twice(x[index]) * uniforms.factor + f32(uniforms.offset + index);',
      functions: 'fn twice(v : f32) -> f32 { return f32(TWO) * v; }',
    });
    expect(await read(y)).toEqual([11, 13, 15, 17, 19]);
    x.dispose();
  });

  it('reaches every thread of more workgroups than one dimension takes', async () => {
    await tf.setBackend('webgpu');
    const threads = 64 * 65535 + 100;
    const y = runProgram(backend(), {
      name: 'many',
      inputs: [],
      output: {shape: [threads]},
      threads,
      code: 'result[index] = f32(index % 7);',
    });
    const values = await read(y);
    expect(values.slice(-3)).toEqual([threads - 3, threads - 2, threads - 1].map(i => i % 7));
    expect(values[64 * 65535]).toBe((64 * 65535) % 7);
  });

  it('writes to a tensor that exists', async () => {
    await tf.setBackend('webgpu');
    const x = tf.tensor1d([1, 2]);
    const existing = {dataId: x.dataId, shape: x.shape, dtype: x.dtype};
    const y = runProgram(backend(), {
      name: 'increment',
      inputs: [],
      output: {shape: [2], existing},
      threads: 2,
      code: 'result[index] += 1.0;',
    });
    expect(y.dataId).toBe(x.dataId);
    expect([...(await x.data())]).toEqual([2, 3]);
    x.dispose();
  });

  it('takes vectors where every length allows it', async () => {
    await tf.setBackend('webgpu');
    expect([widthOf(8, 4), widthOf(8, 6), widthOf(3)]).toEqual([4, 1, 1]);
    expect(await read(zeros(backend(), [2, 1]))).toEqual([0, 0]);
  });
});
