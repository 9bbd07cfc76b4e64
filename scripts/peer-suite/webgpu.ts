/** The suite on WebGPU in Node: `stock`, or `own` with the kernels of this package. */
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {useWebGPU} from '../../src/backends/use-webgpu';
import {unregisterWebGPUKernels} from '../../src/kernels/webgpu/register-webgpu';
import {testOn, VARIANT} from './on-backend';

interface Device {
  createShaderModule(descriptor: {code: string}): object;
  createComputePipeline(descriptor: {compute: {module: object}}): object;
}
interface Adapter {
  requestDevice(descriptor: object): Promise<Device>;
}

let device: Device | undefined;

/**
 * The tests throw their backend away a few hundred times. Here all of them get one device, which keeps its pipelines: they
 * take most of the time on an adapter in software.
 */
function keepDevice(adapter: Adapter): void {
  const request = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async descriptor => {
    device ??= keepPipelines(await request(descriptor));
    return device;
  };
}

function keepPipelines(made: Device): Device {
  const codes = new WeakMap<object, string>();
  const pipelines = new Map<string, object>();
  const [createModule, createPipeline] = [
    made.createShaderModule.bind(made),
    made.createComputePipeline.bind(made),
  ];
  made.createShaderModule = descriptor => {
    const module = createModule(descriptor);
    codes.set(module, descriptor.code);
    return module;
  };
  made.createComputePipeline = descriptor => {
    const code = codes.get(descriptor.compute.module) ?? '';
    const pipeline = pipelines.get(code) ?? createPipeline(descriptor);
    pipelines.set(code, pipeline);
    return pipeline;
  };
  return made;
}

interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>;
}

// As the tests of the backend's own repository have it: what is small is computed on the GPU too.
tf.env().set('WEBGPU_CPU_FORWARD', false);
testOn(
  'webgpu',
  async () => {
    const {navigator} = globalThis as unknown as {navigator?: {gpu?: Gpu}};
    const gpu = navigator?.gpu;
    if (device === undefined && gpu !== undefined) {
      const request = gpu.requestAdapter.bind(gpu);
      gpu.requestAdapter = async options => {
        const adapter = await request(options);
        if (adapter !== null) {
          keepDevice(adapter);
        }
        return adapter;
      };
    }
    await useWebGPU();
    if (VARIANT === 'stock') {
      unregisterWebGPUKernels();
    }
  },
  {isDataSync: false},
);
