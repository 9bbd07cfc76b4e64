// @isolated: starts and removes the wasm backend.
import {readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {useWasmWith} from '../../../../../../src/backends/use-wasm';
import {RandomStream} from '../../../../../../src/core/random';
import type {NativeChoice} from '../../../../../../src/kernels/wasm/compiled/host/native-kernels';
import type {WasmHost} from '../../../../../../src/kernels/wasm/compiled/host/wasm-host';
import {wasmHost} from '../../../../../../src/kernels/wasm/compiled/register-compiled';
import {createModel} from '../../../../../../src/models/create-model';
import {momentumSGD} from '../../../../../../src/optimizers/momentum-sgd';
import {randomValues} from '../../../../../support/against-cpu';
import {bitsOf} from '../../../../../support/bits';
import {counting, native, NATIVE_NEEDED} from '../../../../../support/native';

const PACKAGE = `native-${process.platform}-${process.arch}`;
const host = (): WasmHost => wasmHost()!;
const SEED = 20_12;
const random = RandomStream.derive(SEED, 'native');
const from = (low: number, high: number): number => low + Math.floor(random.uniform() * (high + 1 - low));
const oneOf = <T>(...all: T[]): T => all[from(0, all.length - 1)] as T;

/** Values of both signs; some zeros of both signs, and with `rare` infinities and NaN. */
function values(shape: number[], rare = false): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const odd = rare ? [0, -0, Infinity, -Infinity, NaN] : [0, -0];
  const made = Float32Array.from({length: size}, () => {
    const u = random.uniform();
    return u < 0.06 ? odd[Math.floor((u / 0.06) * odd.length)]! : 2 * random.uniform() - 1;
  });
  return tf.tensor(made, shape);
}

const run = (name: string, inputs: Record<string, unknown>, attrs: object = {}): tf.Tensor[] =>
  [tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap)].flat();

/** Bits of the results of an op, with one NaN for all. */
function bits(op: () => tf.Tensor[]): string[] {
  return tf.tidy(() =>
    op().map(tensor => {
      const data = tensor.dataSync() as Float32Array;
      return bitsOf(data.map(value => (Number.isNaN(value) ? NaN : value)));
    }),
  );
}

/** Arguments that every kernel takes, in a heap of so many floats, and which of them are addresses. */
function validArgs(floats: number): Record<string, {args: number[]; addresses: number[]}> {
  const half = 2 * floats;
  const [c, o, tiles] = [16, 16, 4];
  const group = 36 * (c * o + 16);
  const block = 8;
  const winograd = [
    ...[8, 8, c, c, 8, 8, o, o, 1, 1],
    ...[2, 2, tiles, 1 << 24, 1 << 24, 1, 1, 1],
    ...[1, 0, 1, 0, 16384, 32768, 65536, group, o, 0, 0, block, 49152, 0, tiles],
    ...[half, half + 65536, half + 131072, 36 * (c * block + 16), 36 * (o * block + 16), group],
  ];
  return {
    momentum_update: {args: [64, 2, 0, 4096, 8192, 0, 0, 0], addresses: [2, 3, 4]},
    add_bias: {args: [8, 8, 2, 0, 4096, 8192, 0], addresses: [3, 4, 5]},
    pairwise: {args: [64, 2, 0, 0, 4096, 8192, 1], addresses: [3, 4, 5]},
    sum_rows: {args: [8, 8, 2, 64, 4096, 8192, 12288], addresses: [3, 4, 5, 6]},
    sum_parts: {args: [64, 2, 3, 0, 8192], addresses: [3, 4]},
    normalize: {args: [8, 16, 2, 2, 3, 0x3f800000, 0, 0, 0, 8192], addresses: [7, 9]},
    normalize_gradient: {args: [8, 16, 2, 2, 3, 0x3f800000, 0, 0, 4096, 8192], addresses: [7, 8, 9]},
    max_pool: {
      args: [2, 7, 7, 16, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0, 1, 0, 0, 0, 65536],
      addresses: [15, 18],
    },
    max_pool_gradient: {
      args: [2, 7, 7, 16, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0, 1, 0, 16384, 32768, 65536],
      addresses: [15, 16, 17, 18],
    },
    thin_product: {args: [17, 40, 300, 2, 0, 300, 1, 32768, 40, half], addresses: [4, 7, 9]},
    thin_sum: {args: [17, 40, 2, 0, 65536, half, 1], addresses: [3, 4, 5]},
    product: {
      args: [9, 40, 70, 1, 1, 64, 64, 0, 0, 70, 1, 0, 0, 32768, 1, 70, 0, 0, half, 40, 0, 0, 0, 0, 0],
      addresses: [8, 13, 18],
    },
    momentum_product_panels: {
      args: [40, 40, 5, 0, 1, 40, 4096, 40, 1, 65536, half, half + 16384, 0, 0, 0],
      addresses: [3, 6, 9, 10, 11],
    },
    momentum_product: {
      args: [40, 40, 5, 0, 1, 40, 4096, 40, 1, 65536, half, half + 16384, 0, 0, 0],
      addresses: [3, 6, 9, 10, 11],
    },
    winograd_weights_43: {args: winograd, addresses: [22, 24]},
    winograd_convolve_43: {args: winograd, addresses: [21, 23, 24, 30]},
    winograd_gradient_tiles_43: {args: winograd, addresses: [21, 23, 30, 33, 34]},
    winograd_gradient_products_43: {args: winograd, addresses: [33, 34, 35]},
    winograd_gradient_taps_43: {args: winograd, addresses: [22, 35]},
    space_to_depth: {args: [1, 16, 16, 3, 4, 4, 4, 0, 0, 0, 65536], addresses: [9, 10]},
    square_taps: {args: [0, 11, 11, 3, 8, 4, 0, 65536], addresses: [6, 7]},
  };
}

/** One op of each kernel at a random shape, by the kernels that take part. */
const OPS: Record<string, {times: number; kernels: string[]; make: () => () => tf.Tensor[]}> = {
  convolution: {
    times: 10,
    kernels: ['43', '53', '45'].flatMap(size =>
      ['weights', 'convolve', 'gradient_tiles', 'gradient_products', 'gradient_taps'].map(
        step => `winograd_${step}_${size}`,
      ),
    ),
    make: () => {
      const kernel = oneOf(3, 3, 5);
      const groups = oneOf(1, 1, 2);
      const [c, o] = [8 * from(4, 9) * groups, 8 * from(4, 9) * groups];
      const pad = oneOf('same', 'valid');
      // A map of 10 × 10 is one for F(5, 3).
      const [b, h, w] =
        kernel === 3 && pad === 'valid' ? [4, 12, 12] : [from(1, 3), from(9, 21), from(9, 21)];
      const [x, filter] = [values([b, h, w, c]), values([kernel, kernel, c / groups, o])];
      const same = pad === 'same';
      const dy = values([b, same ? h : h - kernel + 1, same ? w : w - kernel + 1, o]);
      const attrs = {strides: 1, pad, dataFormat: 'NHWC', dilations: 1, groups};
      const name = groups === 1 ? 'Conv2D' : 'GroupedConv2D';
      const [bias, activation] = [values([o]), oneOf('relu', 'relu6')];
      return () => [
        ...run(name, {x, filter}, attrs),
        ...run(`${name}BackpropInput`, {dy, filter}, {...attrs, inputShape: x.shape}),
        ...run(`${name}BackpropFilter`, {x, dy}, {...attrs, filterShape: filter.shape}),
        ...(groups === 1 ? run('FusedConv2D', {x, filter, bias}, {...attrs, activation}) : []),
      ];
    },
  },
  'convolution at stride 4': {
    times: 2,
    kernels: ['space_to_depth', 'square_taps'],
    make: () => {
      const size = from(55, 63);
      const kernel = from(9, 12);
      const o = 8 * from(3, 6);
      const attrs = {strides: 4, pad: 'valid', dataFormat: 'NHWC', dilations: 1};
      const [x, filter] = [values([from(2, 3), size, size, 3]), values([kernel, kernel, 3, o])];
      const out = Math.floor((size - kernel) / 4) + 1;
      const dy = values([x.shape[0], out, out, o]);
      return () => [
        ...run('Conv2D', {x, filter}, attrs),
        ...run('Conv2DBackpropFilter', {x, dy}, {...attrs, filterShape: filter.shape}),
      ];
    },
  },
  'dense forward': {
    times: 3,
    kernels: ['thin_product', 'thin_sum'],
    make: () => {
      const [depth, columns] = [from(1200, 2300), from(900, 1100)];
      const [a, b, bias] = [values([from(17, 50), depth]), values([depth, columns]), values([columns])];
      const activation = oneOf('linear', 'relu', 'relu6');
      return () => run('_FusedMatMul', {a, b, bias}, {transposeA: false, transposeB: false, activation});
    },
  },
  'dense input gradient': {
    times: 4,
    kernels: ['product'],
    make: () => {
      const [rows, depth, columns] = [from(8, 70), from(1, 600), from(2, 300)];
      const [a, b] = [values([rows, depth]), values([columns, depth])];
      return () => run('BatchMatMul', {a, b}, {transposeA: false, transposeB: true});
    },
  },
  'dense update': {
    times: 2,
    kernels: ['momentum_product_panels', 'momentum_product'],
    make: () => {
      const [batch, rows, columns] = [from(1, 70), from(1000, 1050), from(1000, 1050)];
      const [a, d, w] = [values([batch, rows]), values([batch, columns]), values([rows, columns])];
      return () => {
        const gradient = tf.matMul(a, d, true, false);
        const [weight, velocity] = [tf.add(w, 0), tf.mul(w, 0.5)];
        run(
          'MomentumUpdate',
          {weight, velocity, gradient},
          {learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4},
        );
        return [weight, velocity];
      };
    },
  },
  update: {
    times: 3,
    kernels: ['momentum_update'],
    make: () => {
      const [w, gradient] = [values([from(1, 9000)]), values([1])];
      return () => {
        const [weight, velocity] = [tf.add(w, 0), tf.mul(w, 0.5)];
        const all = tf.add(tf.mul(w, 0.3), gradient);
        run(
          'MomentumUpdate',
          {weight, velocity, gradient: all},
          {learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4},
        );
        return [weight, velocity];
      };
    },
  },
  'element by element': {
    times: 5,
    kernels: ['add_bias', 'pairwise', 'unary', 'sum_rows', 'sum_parts'],
    make: () => {
      const columns = from(1, 70);
      const shape = [Math.ceil(4096 / columns) + from(0, 2000), columns];
      const [a, b, bias] = [values(shape, true), values(shape, true), values([columns], true)];
      return () => [
        tf.add(a, bias),
        tf.add(a, b),
        tf.sub(a, b),
        tf.mul(a, b),
        tf.div(a, b),
        tf.mul(a, 3),
        tf.relu(a),
        tf.relu6(a),
        tf.step(a, 0.25),
        tf.sum(a, 0),
        ...run('ReluBiasGrad', {dy: a, y: b}),
      ];
    },
  },
  'local response normalization': {
    times: 6,
    kernels: ['normalize', 'normalize_gradient'],
    make: () => {
      const x = values([from(1, 3), from(1, 6), from(1, 6), 8 * from(1, 5)]);
      const dy = values(x.shape);
      const attrs = {
        depthRadius: oneOf(0, 1, 2, 2, 5, 60),
        bias: oneOf(1, 2),
        alpha: oneOf(1e-4, 0.3),
        beta: oneOf(0.5, 0.75, 1),
      };
      return () => {
        const [y] = run('LRN', {x}, attrs);
        return [y as tf.Tensor, ...run('LRNGrad', {x, y, dy}, attrs)];
      };
    },
  },
  'max pooling': {
    times: 4,
    kernels: ['max_pool', 'max_pool_gradient'],
    make: () => {
      const x = values([from(16, 18), from(3, 9), from(3, 9), 8 * from(1, 4)], true);
      const attrs = {filterSize: 3, strides: from(1, 3), pad: 'valid'};
      const dy = values(tf.tidy(() => tf.maxPool(x as tf.Tensor4D, 3, attrs.strides, 'valid').shape));
      return () => {
        const [output] = run('MaxPool', {x}, attrs);
        return [output as tf.Tensor, ...run('MaxPoolGrad', {dy, input: x, output}, attrs)];
      };
    },
  },
};

describe.skipIf(native === undefined)(`NativeKernels${NATIVE_NEEDED}`, () => {
  const counted = native === undefined ? undefined : counting(native);
  const start = async (threads: number): Promise<void> => {
    await useWasmWith({threads, winograd: 'always'}, counted && (() => counted));
  };

  beforeAll(async () => {
    await start(2);
  });
  afterAll(() => {
    tf.removeBackend('wasm');
  });

  it.each(Object.entries(OPS))(
    `has the bits of the kernels in WebAssembly, on one thread and on two: %s (seed ${SEED})`,
    async (_, {times, kernels, make}) => {
      const ops = Array.from({length: times}, () => make());
      const results: string[][][] = [];
      for (const threads of [1, 2]) {
        await start(threads);
        counted?.done.clear();
        results.push(ops.map(bits));
        expect([...(counted?.done.keys() ?? [])]).toEqual(expect.arrayContaining(kernels));
      }
      await useWasmWith({threads: 2, winograd: 'always', native: false}, () => counted as NativeChoice);
      expect(host().native).toBe(undefined);
      const inWasm = ops.map(bits);
      expect(results[0]).toEqual(inWasm);
      expect(results[1]).toEqual(inWasm);
    },
  );

  it('trains to the same bits when steps alternate between native kernels and WebAssembly, as in a resumed run', async () => {
    const train = async (kinds: boolean[]): Promise<string[]> => {
      await start(2);
      const model = createModel('alexnet-mini', {classes: 2, seed: 5});
      model.compile({optimizer: momentumSGD({learningRate: 0.01}), loss: 'categoricalCrossentropy'});
      const x = tf.tensor(randomValues(20 * 67 * 67 * 3, 'photos'), [20, 67, 67, 3]);
      const y = tf.cast(
        tf.oneHot(
          tf.tensor1d(
            Array.from({length: 20}, (_, i) => i % 2),
            'int32',
          ),
          2,
        ),
        'float32',
      );
      for (const isNative of kinds) {
        await useWasmWith({threads: 2, winograd: 'always', native: isNative}, () => counted as NativeChoice);
        await model.trainOnBatch(x, y);
      }
      const weights = model.getWeights().map(weight => bitsOf(weight.dataSync()));
      model.dispose();
      tf.dispose([x, y]);
      return weights;
    };
    const all = await train([true, true, true, true]);
    expect(await train([true, false, true, false])).toEqual(all);
    expect(await train([false, false, false, false])).toEqual(all);
  });

  it('refuses every address and length that leads out of the heap, and writes nothing then', async () => {
    await start(2);
    const {addon} = counted as NativeChoice;
    const memory = new WebAssembly.Memory({initial: 16, maximum: 16, shared: true});
    const words = new Int32Array(68);
    const opened = addon.open(new Uint8Array(memory.buffer), words, 2, (counted as NativeChoice).isa);
    const floats = memory.buffer.byteLength / 4;
    new Float32Array(memory.buffer).fill(0.5);
    const before = bitsOf(new Uint8Array(memory.buffer));
    const status = (kernel: string, args: number[]): number => {
      words.fill(0);
      words[0] = addon.find(opened, kernel);
      words.set(args, 4);
      addon.run(opened);
      return words[3] ?? 0;
    };
    // count, units, operation, x, y, low, high
    const unary = (count: number, x: number, y: number): number => status('unary', [count, 4, 0, x, y, 0, 0]);
    expect(unary(16, 0, 64)).toBe(1);
    expect(unary(floats, 0, 0)).toBe(1);
    const OUTSIDE = -2;
    expect(unary(floats + 1, 0, 0)).toBe(OUTSIDE);
    expect(unary(16, 4 * floats - 60, 0)).toBe(OUTSIDE);
    expect(unary(16, 0, 4 * floats - 60)).toBe(OUTSIDE);
    expect(unary(16, 2, 64)).toBe(OUTSIDE);
    expect(unary(16, -64, 64)).toBe(OUTSIDE);
    expect(unary(-1, 0, 64)).toBe(OUTSIDE);
    expect(unary(0x7fffffff, 0, 64)).toBe(OUTSIDE);
    const [valid, results] = [validArgs(floats), new Set<number>()];
    for (const [kernel, {args, addresses}] of Object.entries(valid)) {
      expect([kernel, status(kernel, args)]).toEqual([kernel, 1]);
      new Float32Array(memory.buffer).fill(0.5);
      for (const i of addresses) {
        for (const wrong of [4 * floats, 4 * floats - 4, -4, 6]) {
          const broken = args.map((value, at) => (at === i ? wrong : value));
          expect([kernel, i, wrong, status(kernel, broken)]).toEqual([kernel, i, wrong, OUTSIDE]);
        }
      }
      // Any number in the place of any other: never out of the heap; a crash of this process would be the failure.
      for (let i = 0; i < args.length; i++) {
        for (const wrong of [-1, 0x7fffffff, -0x80000000, 1 << 17]) {
          results.add(
            status(
              kernel,
              args.map((value, at) => (at === i ? wrong : value)),
            ),
          );
          new Float32Array(memory.buffer).fill(0.5);
        }
      }
    }
    expect([...results].every(result => [1, -1, OUTSIDE].includes(result))).toBe(true);
    words[0] = 12_345;
    addon.run(opened);
    expect(words[3]).toBe(-3);
    expect(bitsOf(new Uint8Array(memory.buffer))).toBe(before);
    addon.close(opened);
    expect(() => {
      addon.run(opened);
    }).toThrow('no such host');
    expect(() => addon.open(new Uint8Array(memory.buffer), new Int32Array(3), 1, 'avx2')).toThrow('words');
    expect(() => addon.open(new Uint8Array(memory.buffer), words, 1, 'mmx')).toThrow('instruction set');
  });

  it('reports what a kernel was given wrongly as an error of this library', async () => {
    await start(2);
    expect(() => {
      host().run('unary', 1, [1 << 30, 1, 0, 0, 0, 0, 0]);
    }).toThrow(
      /internal: the native kernel unary was given an address or a length outside of the heap; please report/,
    );
  });

  it('works on after the heap grew, after dispose, and in a backend that is started anew', async () => {
    await start(2);
    const x = values([9, 4096]);
    const before = bits(() => [tf.relu(x), tf.sum(x, 0)]);
    const bytes = host().memory.buffer.byteLength;
    const large = [1, 2].map(() => tf.zeros([Math.ceil(bytes / 8)]));
    expect(host().memory.buffer.byteLength).toBeGreaterThan(bytes);
    // Beyond the heap that it was opened with.
    const last = tf.add(x, 0);
    expect(bits(() => [tf.relu(last), tf.sum(last, 0)])).toEqual(before);
    tf.dispose(large);
    const data = await x.data();
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    await start(2);
    expect(host().native?.isa).toBe(counted?.isa);
    expect(bits(() => [tf.relu(tf.tensor(data, [9, 4096])), tf.sum(tf.tensor(data, [9, 4096]), 0)])).toEqual(
      before,
    );
  });

  it('leaves neither threads nor memory after 1,000 starts and stops', () => {
    const {addon, isa} = counted as NativeChoice;
    const memory = new WebAssembly.Memory({initial: 16, maximum: 16, shared: true});
    const heap = new Uint8Array(memory.buffer);
    const threads = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);
    const startAndStop = (): void => {
      const words = new Int32Array(68);
      const opened = addon.open(heap, words, 3, isa);
      words[0] = addon.find(opened, 'unary');
      words.set([4096, 4, 0, 0, 65536, 0, 0], 4);
      addon.run(opened);
      expect(words[3]).toBe(1);
      addon.close(opened);
    };
    Array.from({length: 100}, startAndStop);
    const [tasks, rss] = [threads(), process.memoryUsage.rss()];
    Array.from({length: 1000}, startAndStop);
    expect(threads()).toBeLessThanOrEqual(tasks);
    // A thread's stack alone is 1 MB of addresses; what a start touches is more than 20 KB: 1,000 would show.
    expect(process.memoryUsage.rss() - rss).toBeLessThan(16e6);
  });

  it('has a state of its own in each worker, which may end in the middle of its work', async () => {
    const file = createRequire(import.meta.url).resolve(
      '../../../../../../packages/' + PACKAGE + '/native.node',
    );
    const code = `
      const {parentPort, workerData} = require('node:worker_threads');
      const addon = require(workerData.file);
      const memory = new WebAssembly.Memory({initial: 16, maximum: 16, shared: true});
      const words = new Int32Array(68);
      const host = addon.open(new Uint8Array(memory.buffer), words, 2, workerData.isa);
      new Float32Array(memory.buffer).fill(-1);
      words[0] = addon.find(host, 'unary');
      words.set([65536, 16, 0, 0, 262144, 0, 0], 4);
      const first = () => { addon.run(host); return new Float32Array(memory.buffer)[65536]; };
      parentPort.postMessage([host, words[3], first()]);
      if (workerData.forever) for (;;) addon.run(host);`;
    const {isa} = counted as NativeChoice;
    const begin = async (forever: boolean): Promise<[Worker, unknown]> => {
      const worker = new Worker(code, {eval: true, workerData: {file, isa, forever}, execArgv: []});
      return [worker, await new Promise(resolve => worker.once('message', resolve))];
    };
    const [[endless, said], [other, saidToo]] = [await begin(true), await begin(false)];
    const wanted = [0, 0, 0];
    expect([said, saidToo]).toEqual([wanted, wanted]);
    await endless.terminate();
    await other.terminate();
    const [again, saidAgain] = await begin(false);
    expect(saidAgain).toEqual(wanted);
    await again.terminate();
  });
});
