/**
 * Local response normalization and its gradient, each in one pass over memory.
 *
 * The stock kernels compute one value a thread: the forward pass passes squares through workgroup memory, and the
 * gradient sums and raises to a power anew for each of the (2r + 1)² pairs of neighbors. Here a thread owns a run of
 * consecutive channels of one pixel: it reads the run and its neighbors once, and what several of its outputs need is
 * computed once. No thread waits for another.
 */
import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs} from '../register-kernels';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, widthOf, type GpuBackend, type Width} from './gpu-program';

interface NormalizeAttrs {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** Channels of a run. Longer ones share more work, and leave fewer threads. */
const RUN = 8;
/** All is unrolled: the code grows with the radius. The presets use 2 and 5. */
const MAX_RADIUS = 8;

const attrsOf = (args: KernelArgs): NormalizeAttrs => args.attrs as unknown as NormalizeAttrs;

function takes(args: KernelArgs): boolean {
  const {depthRadius} = attrsOf(args);
  return Number.isInteger(depthRadius) && depthRadius >= 0 && depthRadius <= MAX_RADIUS;
}

const range = (from: number, to: number): number[] => Array.from({length: to - from}, (_, i) => from + i);
/** A name for the value at a distance from the first channel of the run, which may be negative. */
const at = (name: string, offset: number): string => `${name}${offset < 0 ? `m${-offset}` : offset}`;
const window = (name: string, center: number, radius: number): string =>
  range(center - radius, center + radius + 1)
    .map(offset => at(name, offset))
    .join(' + ');

/** Declares `name` at each offset, zero outside the channels. */
function load(name: string, from: number, to: number, width: Width): string {
  if (width === 1) {
    return range(from, to)
      .map(
        offset =>
          `let ${at(name, offset)} = select(0.0, ${name}[pixel * channels + first + ${offset}], first + ${offset} >= 0 && first + ${offset} < channels);`,
      )
      .join('\n');
  }
  const vectors = range(Math.floor(from / 4), Math.ceil(to / 4));
  return vectors
    .map(vector => {
      const whole = at(`${name}Vector`, vector);
      const inside = `first + ${4 * vector} >= 0 && first + ${4 * vector} < channels`;
      const parts = ['x', 'y', 'z', 'w'].flatMap((part, i) => {
        const offset = 4 * vector + i;
        return offset < from || offset >= to ? [] : `let ${at(name, offset)} = ${whole}.${part};`;
      });
      return `let ${whole} = select(vec4<f32>(0.0), ${name}[((pixel * channels + first) >> 2u) + ${vector}], ${inside}); ${parts.join(' ')}`;
    })
    .join('\n');
}

function store(width: Width): string {
  return width === 1
    ? range(0, RUN)
        .map(
          offset =>
            `if (first + ${offset} < channels) { result[pixel * channels + first + ${offset}] = ${at('y', offset)}; }`,
        )
        .join('\n')
    : range(0, RUN / 4)
        .map(
          vector =>
            `if (first + ${4 * vector} < channels) { result[((pixel * channels + first) >> 2u) + ${vector}] = vec4<f32>(${range(
              4 * vector,
              4 * vector + 4,
            )
              .map(offset => at('y', offset))
              .join(', ')}); }`,
        )
        .join('\n');
}

/** Returns code for s^-beta; from square roots where possible, which is faster and more precise than a power. */
function inversePower(beta: number): {name: string; code: string} {
  const powers: Record<number, string> = {
    0.5: 'return inverseSqrt(s);',
    0.75: 'let root = inverseSqrt(s); return root * sqrt(root);',
    1: 'return 1.0 / s;',
  };
  const known = powers[beta];
  return known === undefined
    ? {name: 'any', code: 'return exp2(-uniforms.beta * log2(s));'}
    : {name: `${100 * beta}`, code: known};
}

function run(backend: GpuBackend, args: KernelArgs, x: tf.TensorInfo, dy?: tf.TensorInfo): tf.TensorInfo {
  const {depthRadius: radius, bias, alpha, beta} = attrsOf(args);
  const channels = x.shape.at(-1) ?? 1;
  const width = widthOf(channels);
  const runs = Math.ceil(channels / RUN);
  const power = inversePower(beta);
  const isGradient = dy !== undefined;
  // The gradient at a channel needs the base at its neighbors, and each of these bases needs its own neighbors.
  const reach = isGradient ? radius : 0;
  const bases = range(-reach, RUN + reach);
  const code = [
    'let channels = uniforms.channels;',
    `let pixel = index / uniforms.runs; let first = (index - pixel * uniforms.runs) * ${RUN};`,
    load('x', -reach - radius, RUN + reach + radius, width),
    ...range(-reach - radius, RUN + reach + radius).map(
      i => `let ${at('q', i)} = ${at('x', i)} * ${at('x', i)};`,
    ),
    ...bases.map(i => `let ${at('s', i)} = uniforms.bias + uniforms.alpha * (${window('q', i, radius)});`),
    ...(isGradient
      ? [
          load('dy', -radius, RUN + radius, width),
          ...bases.map(i => `let ${at('own', i)} = ${at('dy', i)} * inversePower(${at('s', i)});`),
          ...bases.map(i => `let ${at('share', i)} = ${at('own', i)} * ${at('x', i)} / ${at('s', i)};`),
          ...range(0, RUN).map(
            i =>
              `let ${at('y', i)} = ${at('own', i)} + uniforms.slope * ${at('x', i)} * (${window('share', i, radius)});`,
          ),
        ]
      : range(0, RUN).map(i => `let ${at('y', i)} = ${at('x', i)} * inversePower(${at('s', i)});`)),
    store(width),
  ].join('\n');
  return runProgram(backend, {
    name: `normalize${isGradient ? 'Gradient' : ''}_${radius}_${power.name}`,
    uniforms: {channels, runs, bias, alpha, beta, slope: -2 * alpha * beta},
    integers: ['channels', 'runs'],
    inputs: [{name: 'x', tensor: x, width}, ...(dy === undefined ? [] : [{name: 'dy', tensor: dy, width}])],
    output: {shape: x.shape, width},
    threads: tf.util.sizeFromShape(x.shape.slice(0, -1)) * runs,
    functions: `fn inversePower(s : f32) -> f32 { ${power.code} }`,
    code,
  });
}

/** The kernels of local response normalization. */
export const NORMALIZE_KERNELS: GpuKernels = {
  LRN: {takes, compute: (backend, args) => run(backend, args, args.inputs.x as tf.TensorInfo)},
  LRNGrad: {
    takes,
    compute: (backend, args) => run(backend, args, args.inputs.x as tf.TensorInfo, args.inputs.dy),
  },
};
