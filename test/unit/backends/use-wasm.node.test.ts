// @isolated: starts and removes the wasm backend.
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {useWasm} from '../../../src/backends/use-wasm.node';
import {wasmHost} from '../../../src/kernels/wasm/compiled/register-compiled';
import {findNative} from '../../../src/kernels/wasm/native/find-native.node';
import {expectAlexNetError} from '../../support/matchers';

describe('useWasm of Node', () => {
  it('has native kernels where the addon is there, and says why where not', async () => {
    const found = findNative();
    const {native, notNative} = await useWasm({threads: 1});
    expect({native, notNative}).toEqual(
      'isa' in found ? {native: found.isa, notNative: undefined} : {native: undefined, notNative: found},
    );
    const host = wasmHost();
    await useWasm({threads: 1});
    expect(wasmHost()).toBe(host);
  });

  it('has none with {native: false}', async () => {
    const {native, notNative} = await useWasm({threads: 1, native: false});
    expect({native, notNative}).toEqual({
      native: undefined,
      notNative: {because: '{native: false} switches them off'},
    });
    expect(wasmHost()?.native).toBe(undefined);
    await expectAlexNetError(() => useWasm({native: 'no'} as object), 'bad-argument', 'native');
    tf.removeBackend('wasm');
  });
});
