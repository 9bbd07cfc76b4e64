/**
 * The WebGPU backend, in browsers and in Node, with the kernels of this library.
 *
 * @module tfjs-alexnet/webgpu
 */
export {useWebGPU, type UseWebGPUOptions, type WebGPUReport} from './backends/use-webgpu';
