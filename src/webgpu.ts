/** The webgpu backend in browsers and in Node, with kernels of this library: `tfjs-alexnet/webgpu`. */
export {useWebGPU, type UseWebGPUOptions, type WebGPUReport} from './backends/use-webgpu';
