/**
 * The door through which kernels for the tensorflow backend (tfjs-node) come in.
 *
 * They are made of TensorFlow's operations, some of them by the internal names of oneDNN, which differ between versions
 * and are missing where oneDNN is off or the device is a GPU. So each is first tested on small tensors against known
 * results; an operation that fails keeps its stock kernel, and the report names it.
 */
import * as tf from '@tensorflow/tfjs-core';
import {registerKernels, type Kernel, type KernelArgs, type Kernels} from '../register-kernels';
import {convolutionInfo, type ConvolutionKernelAttrs} from '../convolution-shape';
import {Convolution} from './convolution';
import {maxPoolGradient} from './max-pool';
import {MomentumUpdate, type MomentumAttrs} from './momentum';
import {NativeOps, type TensorFlowBackend} from './native-ops';
import {normalize, normalizeGradient, POWERS, type NormalizeAttrs} from './normalize';
import {
  probeConvolution,
  probeFusedBias,
  probeMaxPool,
  probeMomentum,
  probeNormalize,
  probeStep,
} from './probe-kernels';
import {stepFunction} from './step-function';

/** Result of {@link registerTensorFlow}. */
export interface TensorFlowKernelsReport {
  /** Kernels of this library that are in use, by name. */
  kernels: string[];
  /** Operations that TensorFlow cannot do here; slower kernels do them. */
  missing: {name: string; because: string}[];
}

type TensorFlowKernels = Kernels<NativeOps>;

const reports = new WeakMap<TensorFlowBackend, TensorFlowKernelsReport>();

/** Registers the kernels that work on this backend; a second call changes nothing. */
export function registerTensorFlow(backend: TensorFlowBackend): TensorFlowKernelsReport {
  const known = reports.get(backend);
  if (known !== undefined) {
    return known;
  }
  const ops = new NativeOps(backend);
  const report: TensorFlowKernelsReport = {kernels: [], missing: []};
  const addIf = (name: string, probe: () => void, kernels: () => TensorFlowKernels): boolean => {
    try {
      ops.scope(probe);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      report.missing.push({name, because: text.replace(/\s*\n\s*(Message: )?/g, ': ')});
      return false;
    }
    const made = kernels();
    registerKernels(made, {
      backendName: 'tensorflow',
      hostOf: asked => (asked === (backend as unknown) ? ops : undefined),
    });
    report.kernels.push(...Object.keys(made));
    return true;
  };
  const fusedBias = addIf(
    'bias within a convolution',
    () => {
      probeFusedBias(ops);
    },
    () => ({}),
  );
  const convolution = new Convolution(ops, {fusedBias});
  addIf(
    'padding in pixels in gradients of convolutions',
    () => {
      probeConvolution(convolution, 1);
    },
    () => paddedGradients(convolution),
  );
  addIf(
    'grouped convolution',
    () => {
      probeConvolution(convolution, 2);
    },
    () => groupedConvolutions(convolution),
  );
  addIf(
    'local response normalization',
    () => {
      probeNormalize(convolution);
    },
    () => normalizations(convolution),
  );
  addIf(
    'gradient of max pooling with a workspace',
    () => {
      probeMaxPool(ops);
    },
    () => maxPools(ops),
  );
  addIf(
    'step function in two passes',
    () => {
      probeStep(ops);
    },
    () => ({
      Step: {
        takes: ({attrs}) => attrs.alpha === 0,
        compute: (_, {inputs}) => {
          const x = ops.read(input(inputs, 'x'));
          return ops.scope(() => ops.toTensor(stepFunction(ops, x)));
        },
      },
    }),
  );
  addIf(
    'momentum update in place',
    () => {
      probeMomentum(ops);
    },
    () => momentumUpdates(ops),
  );
  reports.set(backend, report);
  return report;
}

function input(inputs: KernelArgs['inputs'], name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) {
    throw new Error(`internal: a kernel was not given its input ${name}; please report this.`);
  }
  return tensor;
}

function gradientKernels(convolution: Convolution): Record<'input' | 'filter', Kernel<NativeOps>['compute']> {
  const {ops} = convolution;
  return {
    input: (_, {inputs, attrs: given}) => {
      const attrs = given as unknown as ConvolutionKernelAttrs;
      const [dy, filter] = [input(inputs, 'dy'), input(inputs, 'filter')];
      const info = convolutionInfo(attrs.inputShape, filter.shape, attrs);
      return ops.scope(() => ops.toTensor(convolution.inputGradient(info, ops.read(dy), ops.read(filter))));
    },
    filter: (_, {inputs, attrs: given}) => {
      const attrs = given as unknown as ConvolutionKernelAttrs;
      const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')];
      const info = convolutionInfo(x.shape, attrs.filterShape, attrs);
      return ops.scope(() =>
        ops.toTensor(convolution.filterGradient(info, ops.read(x), ops.read(dy), attrs.filterShape)),
      );
    },
  };
}

/** tfjs-node refuses gradients of convolutions whose padding is given in pixels. */
function paddedGradients(convolution: Convolution): TensorFlowKernels {
  const {input: inputGradient, filter: filterGradient} = gradientKernels(convolution);
  const takes: Kernel<NativeOps>['takes'] = ({attrs: given}) => {
    const attrs = given as unknown as ConvolutionKernelAttrs;
    return (attrs.dataFormat ?? 'NHWC') === 'NHWC' && typeof attrs.pad !== 'string';
  };
  return {
    Conv2DBackpropInput: {takes, compute: inputGradient},
    Conv2DBackpropFilter: {takes, compute: filterGradient},
  };
}

function groupedConvolutions(convolution: Convolution): TensorFlowKernels {
  const {ops} = convolution;
  const {input: inputGradient, filter: filterGradient} = gradientKernels(convolution);
  return {
    GroupedConv2D: {
      compute: (_, {inputs, attrs: given}) => {
        const attrs = given as unknown as ConvolutionKernelAttrs;
        const [x, filter] = [input(inputs, 'x'), input(inputs, 'filter')];
        const {bias} = inputs;
        const info = convolutionInfo(x.shape, filter.shape, attrs);
        const tensors = {
          x: ops.read(x),
          filter: ops.read(filter),
          bias: bias === undefined ? undefined : ops.read(bias),
        };
        const activation = attrs.activation === 'relu' ? 'relu' : 'linear';
        return ops.scope(() => ops.toTensor(convolution.forward(info, tensors, activation)));
      },
    },
    GroupedConv2DBackpropInput: {compute: inputGradient},
    GroupedConv2DBackpropFilter: {compute: filterGradient},
    ReluBiasGrad: {
      compute: (_, {inputs}) => {
        const [dy, y] = [ops.read(input(inputs, 'dy')), ops.read(input(inputs, 'y'))];
        return ops.scope(() => convolution.reluBiasGradient(dy, y).map(made => ops.toTensor(made)));
      },
    },
  };
}

function normalizations(convolution: Convolution): TensorFlowKernels {
  const {ops} = convolution;
  const attrsOf = (attrs: tf.NamedAttrMap): NormalizeAttrs => attrs as unknown as NormalizeAttrs;
  const takes: Kernel<NativeOps>['takes'] = ({attrs}) => POWERS.includes(attrsOf(attrs).beta);
  return {
    LRNWithFactor: {
      takes,
      compute: (_, {inputs, attrs}) => {
        const x = ops.read(input(inputs, 'x'));
        return ops.scope(() => normalize(convolution, x, attrsOf(attrs)).map(made => ops.toTensor(made)));
      },
    },
    LRNWithFactorGrad: {
      takes,
      compute: (_, {inputs, attrs}) => {
        const read = (name: string) => ops.read(input(inputs, name));
        const tensors = {dy: read('dy'), x: read('x'), s: read('s'), p: read('p')};
        return ops.scope(() => ops.toTensor(normalizeGradient(convolution, tensors, attrsOf(attrs))));
      },
    },
  };
}

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function maxPools(ops: NativeOps): TensorFlowKernels {
  const infoOf = (inputs: KernelArgs['inputs'], attrs: tf.NamedAttrMap): tf.backend_util.Conv2DInfo => {
    const {filterSize, strides, pad, dimRoundingMode} = attrs as unknown as PoolAttrs;
    const shape = input(inputs, 'input').shape as [number, number, number, number];
    return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  };
  return {
    MaxPoolGrad: {
      takes: ({inputs, attrs}) => ['VALID', 'SAME'].includes(infoOf(inputs, attrs).padInfo.type),
      compute: (_, {inputs, attrs}) => {
        const [x, dy] = [ops.read(input(inputs, 'input')), ops.read(input(inputs, 'dy'))];
        return ops.scope(() => ops.toTensor(maxPoolGradient(ops, infoOf(inputs, attrs), x, dy)));
      },
    },
  };
}

function momentumUpdates(ops: NativeOps): TensorFlowKernels {
  const update = new MomentumUpdate(ops);
  return {
    MomentumUpdate: {
      compute: (_, {inputs, attrs}) => {
        const velocity = input(inputs, 'velocity');
        update.run(
          input(inputs, 'weight'),
          velocity,
          input(inputs, 'gradient'),
          attrs as unknown as MomentumAttrs,
        );
        return velocity;
      },
    },
  };
}
