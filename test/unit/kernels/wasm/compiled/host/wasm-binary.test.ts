import {describe, expect, it} from 'vitest';
import {BYTES} from '../../../../../../src/kernels/wasm/generated/plain-kernels.wasm';
import {
  withImportedMemory,
  withSharedMemory,
} from '../../../../../../src/kernels/wasm/compiled/host/wasm-binary';

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];
/** A module with a memory of 1 to `maximum` pages, exported as "m". */
const withMemory = (flags: number, maximum: number[]): Uint8Array =>
  Uint8Array.from([
    ...[...HEADER, 5, 3 + maximum.length, 1, flags, 1, ...maximum],
    ...[7, 5, 1, 1, 109, 2, 0],
  ]);
const load = (bytes: Uint8Array): WebAssembly.Memory =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource)).exports.m as WebAssembly.Memory;

describe('withSharedMemory', () => {
  it('makes the memory of a module shared', () => {
    const module = withMemory(1, [0x80, 0x80, 0x04]);
    expect(load(module).buffer).toBeInstanceOf(ArrayBuffer);
    expect(load(withSharedMemory(module)!).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it.each([
    ['without a maximum', withMemory(0, [])],
    ['with a small maximum', withMemory(1, [2])],
    ['that is shared already', withMemory(3, [0xff, 0xff, 0x03])],
    ['that is none', Uint8Array.from(HEADER)],
  ])('leaves a memory %s alone', (_, module) => {
    expect(withSharedMemory(module)).toBeUndefined();
  });
});

describe('withImportedMemory', () => {
  const bytes = Uint8Array.from(atob(BYTES), letter => letter.charCodeAt(0));
  const exportsOn = (module: Uint8Array, memory: WebAssembly.Memory): string[] =>
    Object.keys(
      new WebAssembly.Instance(new WebAssembly.Module(module as BufferSource), {env: {memory}}).exports,
    );

  it.each([65535, 65536])('lets the kernels stand on a memory of up to %i pages, shared or not', maximum => {
    for (const shared of [true, false]) {
      const memory = new WebAssembly.Memory({initial: 16, maximum, shared});
      expect(exportsOn(withImportedMemory(bytes, {shared}), memory)).toContain('product');
      expect(() => exportsOn(withImportedMemory(bytes, {shared: !shared}), memory)).toThrow(/shared/);
    }
  });
});
