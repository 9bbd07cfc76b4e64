import {beforeAll, expect, it} from 'vitest';
import {Convolution} from '../../../../src/kernels/tensorflow/convolution';
import {NativeOps, type NativeTensor} from '../../../../src/kernels/tensorflow/native-ops';
import {
  probeConvolution,
  probeFusedBias,
  probeMaxPool,
  probeMomentum,
  probeNormalize,
  probeStep,
} from '../../../../src/kernels/tensorflow/probe-kernels';
import {describeOnTensorFlow, nativeCount, tensorFlowOps} from '../../../support/tensorflow';

/** Operations with correct results, except one that is off by a hundredth. */
class WrongOps extends NativeOps {
  wrong = '';
  override runAll(...args: Parameters<NativeOps['runAll']>): NativeTensor[] {
    const [name] = args;
    const made = super.runAll(...args);
    if (name !== this.wrong || made.length === 0) {
      return made;
    }
    const [first, ...rest] = made as [NativeTensor, ...NativeTensor[]];
    return [super.map('Mul', first, this.number(1.01)), ...rest];
  }
}

describeOnTensorFlow('probes', () => {
  let ops: WrongOps;
  beforeAll(async () => {
    ops = new WrongOps((await tensorFlowOps()).backend);
  });
  const convolution = (): Convolution => new Convolution(ops, {fusedBias: false});
  const probes: [string, string, () => void][] = [
    [
      'probeFusedBias',
      '_MklNativeConv2DWithBias',
      () => {
        probeFusedBias(ops);
      },
    ],
    [
      'probeConvolution',
      'Conv2D',
      () => {
        probeConvolution(convolution(), 2);
      },
    ],
    [
      'probeConvolution',
      'Conv2DBackpropInput',
      () => {
        probeConvolution(convolution(), 2);
      },
    ],
    [
      'probeConvolution',
      'Conv2DBackpropFilter',
      () => {
        probeConvolution(convolution(), 1);
      },
    ],
    [
      'probeNormalize',
      'Rsqrt',
      () => {
        probeNormalize(convolution());
      },
    ],
    [
      'probeMaxPool',
      '_MklNativeMaxPoolGrad',
      () => {
        probeMaxPool(ops);
      },
    ],
    [
      'probeStep',
      'Sign',
      () => {
        probeStep(ops);
      },
    ],
    [
      'probeMomentum',
      'ReadVariableOp',
      () => {
        probeMomentum(ops);
      },
    ],
  ];

  it.each(probes)('%s passes here, and notices a wrong %s', (_probe, operation, run) => {
    const before = nativeCount();
    ops.wrong = '';
    ops.scope(run);
    ops.wrong = operation;
    expect(() => {
      ops.scope(run);
    }).toThrow('instead of');
    expect(nativeCount()).toBe(before);
  });
});
