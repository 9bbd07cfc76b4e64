import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {
  registerKernels,
  type Kernels,
  type RegisterKernelsOptions,
} from '../../../src/kernels/register-kernels';

/** A host that counts the calls its kernels take. */
interface Counter {
  calls: number;
}
const find = (name: string): tf.KernelConfig | undefined => tf.getKernel(name, 'cpu');
const run = (name: string, x: tf.Tensor, alpha = 0): tf.Tensor =>
  tf.engine().runKernel<tf.Tensor>(name, {x}, {alpha});

describe('registerKernels', () => {
  const undoAll: (() => void)[] = [];
  let counter: Counter;
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  afterEach(() => {
    for (const undo of undoAll.splice(0).reverse()) {
      undo();
    }
  });

  function register(
    kernels: Kernels<Counter>,
    options: Partial<RegisterKernelsOptions<Counter>> = {},
  ): () => void {
    counter = {calls: 0};
    const undo = registerKernels(kernels, {backendName: 'cpu', hostOf: () => counter, ...options});
    undoAll.push(undo);
    return undo;
  }

  /** Accepts positive slopes, and returns its input. */
  const OURS: Kernels<Counter> = {
    Step: {
      takes: ({attrs}) => Number(attrs.alpha) > 0,
      compute: (host, {inputs}) => {
        host.calls++;
        return tf.scalar(inputs.x?.shape.length ?? -1);
      },
    },
  };

  it('hands what a kernel does not take to the previous kernel', () => {
    register(OURS);
    const x = tf.tensor1d([-1, 2]);
    expect(run('Step', x, 0.5).dataSync()[0]).toBe(1);
    expect([...run('Step', x).dataSync()]).toEqual([0, 1]);
    expect(counter.calls).toBe(1);
  });

  it('lets a kernel ask the previous one with other arguments', () => {
    register({
      Step: {
        compute: (host, args, previous) => {
          host.calls++;
          return previous({...args, attrs: {alpha: 0.25}});
        },
      },
    });
    expect([...run('Step', tf.tensor1d([-1, 2]), 0.5).dataSync()]).toEqual([0.25, 1]);
    expect(counter.calls).toBe(1);
  });

  it('takes float32 only, but for the inputs whose type is free', () => {
    const whole = tf.tensor1d([-1, 2], 'int32');
    register(OURS);
    run('Step', whole, 0.5);
    expect(counter.calls).toBe(0);
    register(OURS, {anyType: ['x']});
    run('Step', whole, 0.5);
    expect(counter.calls).toBe(1);
    register(OURS, {anyType: 'all'});
    run('Step', whole, 0.5);
    expect(counter.calls).toBe(1);
  });

  it('leaves a backend without a host to the previous kernel', () => {
    register(OURS, {hostOf: () => undefined});
    expect([...run('Step', tf.tensor1d([-1, 2]), 0.5).dataSync()]).toEqual([0.5, 1]);
  });

  it('throws for what a kernel without a previous one does not take', () => {
    register({OnlyOurs: OURS.Step!});
    const x = tf.scalar(1);
    expect(run('OnlyOurs', x, 1).dataSync()[0]).toBe(0);
    expect(() => run('OnlyOurs', x)).toThrow('internal: kernel OnlyOurs was asked for what it does not do');
  });

  it('puts the previous kernels back, in whichever order registrations end', () => {
    const stock = find('Step');
    const undoFirst = register({...OURS, OnlyOurs: OURS.Step!});
    const first = counter;
    const larger: Kernels<Counter>[string] = {...OURS.Step!, takes: ({attrs}) => Number(attrs.alpha) >= 1};
    const undoSecond = register({Step: larger, OnlyOurs: larger});
    undoFirst();
    run('Step', tf.scalar(1), 1);
    run('Step', tf.scalar(1), 0.5);
    expect([first.calls, counter.calls]).toEqual([0, 1]);
    undoSecond();
    run('Step', tf.scalar(1), 1);
    expect([first.calls, counter.calls]).toEqual([0, 1]);
    expect(find('OnlyOurs')).toBeUndefined();
    expect(find('Step')?.kernelFunc).toBe(stock?.kernelFunc);
    undoFirst();
    undoSecond();
    expect(find('Step')?.kernelFunc).toBe(stock?.kernelFunc);
  });

  it('keeps the setup of the previous kernel, and disposes both', () => {
    const events: string[] = [];
    tf.registerKernel({
      kernelName: 'Earlier',
      backendName: 'cpu',
      kernelFunc: () => [],
      setupFunc: () => events.push('setup'),
      disposeFunc: () => events.push('earlier'),
    });
    register({Earlier: OURS.Step!}, {onDispose: () => events.push('ours')});
    find('Earlier')?.setupFunc?.(tf.backend());
    find('Earlier')?.disposeFunc?.(tf.backend());
    expect(events).toEqual(['setup', 'earlier', 'ours']);
    undoAll.pop()?.();
    find('Earlier')?.disposeFunc?.(tf.backend());
    expect(events.at(-1)).toBe('earlier');
    tf.unregisterKernel('Earlier', 'cpu');
  });
});
