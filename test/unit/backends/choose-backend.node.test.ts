// @isolated: removes and replaces backends.
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it, vi} from 'vitest';
import {chooseBackend} from '../../../src/backends/choose-backend.node';
import type * as useTensorFlowModule from '../../../src/backends/use-tensorflow.node';
import type * as useWasmModule from '../../../src/backends/use-wasm.node';
import {AlexNetError} from '../../../src/errors';
import {findNative} from '../../../src/kernels/wasm/native/find-native.node';
import {HAS_TENSORFLOW} from '../../support/backends';
import {expectAlexNetError} from '../../support/matchers';

const failing = vi.hoisted(() => ({wasm: false, node: false, cpu: false, webgpu: 'here'}));
vi.mock('../../../src/backends/use-tensorflow.node', async original => {
  const real = await original<typeof useTensorFlowModule>();
  return {
    ...real,
    useTensorFlow: (options: object) =>
      real.useTensorFlow(failing.node ? {from: ['/no/such/folder/']} : options),
  };
});
vi.mock('../../../src/backends/use-webgpu', () => ({
  useWebGPU: () => {
    if (failing.webgpu === 'here') {
      const [problem, received, fix] = ['no GPU was found.', 'none', 'npm i webgpu'];
      throw new AlexNetError({code: 'unsupported', where: 'useWebGPU', problem, received, fix});
    }
    return Promise.resolve({backend: 'webgpu', adapter: 'made for this test', software: false});
  },
}));
vi.mock('../../../src/backends/use-wasm.node', async original => {
  const real = await original<typeof useWasmModule>();
  return {
    ...real,
    useWasm: async (options: object) => {
      if (failing.wasm) {
        throw new AlexNetError({
          code: 'unsupported',
          where: 'useWasm',
          problem: 'the wasm backend did not start.',
          received: 'no WebAssembly',
          fix: 'another engine',
        });
      }
      return real.useWasm(options);
    },
  };
});

describe('chooseBackend', () => {
  // First of all tests: it is at the first tensor of a process that tfjs speaks.
  it('starts cpu without the advertisement for another backend', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await chooseBackend({prefer: 'cpu'});
    tf.ones([2]).dispose();
    expect(warn.mock.calls).toEqual([]);
    warn.mockRestore();
  });

  it('takes wasm by default', async () => {
    const found = findNative();
    expect(await chooseBackend()).toEqual({
      backend: 'wasm',
      threads: Math.min(8, availableParallelism()),
      simd: true,
      kernels: 'relaxed',
      ...('isa' in found ? {native: found.isa} : {notNative: found}),
      passedOver: [],
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('sets the threads of wasm', async () => {
    expect(await chooseBackend({prefer: 'wasm', threads: 3})).toMatchObject({threads: 3});
    expect(await chooseBackend({threads: 1})).toMatchObject({threads: 1});
  });

  it('takes cpu when asked for it', async () => {
    expect(await chooseBackend({prefer: 'cpu'})).toEqual({backend: 'cpu', threads: 1, passedOver: []});
    expect(tf.getBackend()).toBe('cpu');
  });

  it('falls back to cpu if neither wasm nor node starts, and reports it', async () => {
    failing.wasm = true;
    failing.node = true;
    const lines: string[] = [];
    try {
      const report = await chooseBackend({log: line => lines.push(line)});
      expect(report).toEqual({
        backend: 'cpu',
        threads: 1,
        passedOver: [
          {
            backend: 'wasm',
            reason: 'the wasm backend did not start. (no WebAssembly)',
            fix: 'another engine',
          },
          {
            backend: 'node',
            reason: 'native TensorFlow is not installed. (neither of them)',
            fix: 'npx alexnet setup tfjs-node',
          },
        ],
      });
      expect(lines).toEqual([
        'The wasm backend does not work here: the wasm backend did not start. (no WebAssembly); fix: another engine',
        'The node backend does not work here: native TensorFlow is not installed. (neither of them); fix: npx alexnet setup tfjs-node',
        'The cpu backend is taken instead.',
      ]);
    } finally {
      failing.wasm = false;
      failing.node = false;
    }
  });

  it.skipIf(!HAS_TENSORFLOW)('tries native TensorFlow before cpu', async () => {
    failing.wasm = true;
    try {
      const {backend, passedOver} = await chooseBackend();
      expect([backend, passedOver.map(one => one.backend)]).toEqual(['node', ['wasm']]);
    } finally {
      failing.wasm = false;
    }
  });

  it('does not fall back if a backend is requested by name', async () => {
    failing.wasm = true;
    try {
      await expectAlexNetError(() => chooseBackend({prefer: 'wasm'}), 'unsupported', 'no WebAssembly');
    } finally {
      failing.wasm = false;
    }
  });

  it.skipIf(!HAS_TENSORFLOW)('takes node (native TensorFlow) when asked for it', async () => {
    expect(await chooseBackend({prefer: 'node'})).toMatchObject({
      backend: 'node',
      missing: [],
      passedOver: [],
    });
    expect(tf.getBackend()).toBe('tensorflow');
    await expectAlexNetError(
      () => chooseBackend({prefer: 'node', threads: 2}),
      'unsupported',
      'threads = 2',
      'leave threads out',
    );
  });

  it('takes webgpu by that name, which sets no threads', async () => {
    failing.webgpu = 'no';
    expect(await chooseBackend({prefer: 'webgpu'})).toEqual({
      backend: 'webgpu',
      adapter: 'made for this test',
      software: false,
      passedOver: [],
    });
    await expectAlexNetError(
      () => chooseBackend({prefer: 'webgpu', threads: 2}),
      'unsupported',
      'threads = 2',
      'leave threads out',
    );
    failing.webgpu = 'here';
    await expectAlexNetError(() => chooseBackend({prefer: 'webgpu'}), 'unsupported', 'none', 'npm i webgpu');
  });

  it('lists the known names for an unknown one, with the nearest', async () => {
    await expectAlexNetError(
      () => chooseBackend({prefer: 'wams' as 'wasm'}),
      'bad-argument',
      'auto, wasm, node, webgpu, cpu',
      'did you mean "wasm"?',
    );
  });

  it('refuses threads where their number cannot be set, and a number that is none', async () => {
    await expectAlexNetError(
      () => chooseBackend({prefer: 'cpu', threads: 2}),
      'unsupported',
      'threads = 2',
      'leave threads out',
    );
    await expectAlexNetError(() => chooseBackend({threads: 1.5}), 'bad-argument', 'threads = 1.5');
  });
});
