import * as tf from '@tensorflow/tfjs-core';

/** A tensor as the webgpu backend holds it. */
export interface GpuTensorData {
  /** Values on the processor: not uploaded yet, or kept from the last download. */
  values: tf.backend_util.TypedArray | null | undefined;
  /** The buffer; none before the first use on the GPU. */
  resource?: unknown;
}

/** A program in the form that `runWebGPUProgram` of tfjs takes. */
interface BackendProgram {
  shaderKey: string;
  outputShape: number[];
  outputComponent: number;
  variableNames: string[];
  variableComponents: number[];
  uniforms: string;
  workgroupSize: [number, number, number];
  dispatchLayout: {x: number[]};
  dispatch: [number, number, number];
  getUserCode: () => string;
}

/** The part of tfjs's webgpu backend that the kernels stand on. */
export interface GpuBackend extends tf.KernelBackend {
  tensorMap: {get(dataId: tf.DataId): GpuTensorData};
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.backend_util.TypedArray): tf.TensorInfo;
  runWebGPUProgram(
    program: BackendProgram,
    inputs: tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms: {type: 'int32' | 'float32'; data: number[]}[],
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
}

/** Values of one `vec4<f32>`, or one `f32` where a length is not divisible by 4. */
export type Width = 1 | 4;

/** Threads of a workgroup: two of the largest subgroups that there are. */
const WORKGROUP = 64;

/** One dispatch: a number of threads that do not wait for each other, each of which makes its own part of one output. */
export interface GpuProgram {
  /** Tells its code from that of every other program with the same `constants`. */
  name: string;
  /** Numbers that the compiler may know; each set of them is a pipeline of its own. */
  constants?: Record<string, number>;
  /** Numbers that change from call to call, floats unless named in `integers`. */
  uniforms?: Record<string, number>;
  /** Which of `uniforms` are integers. */
  integers?: readonly string[];
  inputs: readonly {name: string; tensor: tf.TensorInfo; width?: Width}[];
  output: {shape: readonly number[]; width?: Width; existing?: tf.TensorInfo};
  /** Number of threads; the code below uses `index` for the number of a thread. */
  threads: number;
  /** WGSL of the body: reads inputs by their names, writes to `result`. */
  code: string;
  /** WGSL functions beside it. */
  functions?: string;
}

/** Runs a program; returns its output, which is `output.existing` where that is given. */
export function runProgram(backend: GpuBackend, program: GpuProgram): tf.TensorInfo {
  const {name, constants = {}, uniforms = {}, integers = [], inputs, output, threads} = program;
  const shape = [...output.shape];
  const kinds = Object.keys(uniforms).map(key => (integers.includes(key) ? 'i32' : 'f32'));
  const declared = Object.keys(uniforms).map((key, i) => `${key} : ${kinds[i] ?? 'f32'}`);
  const text = Object.entries(constants).map(([key, value]) => `const ${key} : i32 = ${value};`);
  const values = Object.values(uniforms).map((value, i) => ({
    type: kinds[i] === 'i32' ? ('int32' as const) : ('float32' as const),
    data: [value],
  }));
  return backend.runWebGPUProgram(
    {
      shaderKey: `alexnet_${name}_${Object.values(constants).join('_')}_${inputs.map(({width = 1}) => width).join('')}${output.width ?? 1}`,
      outputShape: shape,
      outputComponent: output.width ?? 1,
      variableNames: inputs.map(input => input.name),
      variableComponents: inputs.map(({width = 1}) => width),
      uniforms: `threads : i32, ${declared.map(text => `${text}, `).join('')}`,
      workgroupSize: [WORKGROUP, 1, 1],
      dispatchLayout: {x: shape.map((_, axis) => axis)},
      dispatch: [Math.ceil(threads / WORKGROUP), 1, 1],
      getUserCode: () => `
        ${text.join('\n')}
        ${program.functions ?? ''}
        fn main(index : i32) {
          if (index >= uniforms.threads) { return; }
          ${program.code}
        }`,
    },
    inputs.map(({tensor}) => tensor),
    'float32',
    [{type: 'int32', data: [threads]}, ...values],
    output.existing,
  );
}

/** A tensor of zeros, for outputs that no input has a part in. */
export function zeros(backend: GpuBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeTensorInfo([...shape], 'float32', new Float32Array(tf.util.sizeFromShape([...shape])));
}

/** 4 where every length is divisible by it, so that vectors do not straddle rows. */
export function widthOf(...lengths: number[]): Width {
  return lengths.every(length => length % 4 === 0) ? 4 : 1;
}
