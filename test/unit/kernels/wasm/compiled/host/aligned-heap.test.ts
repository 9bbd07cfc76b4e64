// @isolated: starts and removes the wasm backend.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {useWasm} from '../../../../../../src/backends/use-wasm';
import {ALIGNMENT, alignHeap} from '../../../../../../src/kernels/wasm/compiled/host/aligned-heap';
import {heapOf, type WasmBackend} from '../../../../../../src/kernels/wasm/compiled/host/wasm-host';
import {startWasmKernels} from '../../../../../../src/kernels/wasm/start-wasm-kernels';

const backend = (): WasmBackend => tf.backend() as unknown as WasmBackend;
const bytes = (): number => heapOf(backend()).buffer.byteLength;
const offset = (tensor: tf.Tensor): number =>
  (backend().dataIdMap.get(tensor.dataId).memoryOffset ?? NaN) % ALIGNMENT;

/** Tensors of every origin: values, kernels of tfjs-wasm, kernels of this package; sizes that are no multiple of 64. */
function offsets(): number[] {
  return tf.tidy(() => {
    const x = tf.tensor(
      Float32Array.from({length: 5 * 7 * 7 * 3}, (_, i) => i % 9),
      [5, 7, 7, 3],
    );
    const w = tf.ones<tf.Rank.R4>([3, 3, 3, 5]);
    const y = tf.conv2d(x as tf.Tensor4D, w, 1, 'same');
    const made = [
      x,
      w,
      y,
      tf.relu(y),
      tf.exp(y),
      tf.sum(y, 0),
      tf.transpose(y),
      tf.scalar(3),
      tf.zeros([0, 3]),
    ];
    const int = [
      tf.argMax(y, -1),
      tf.tensor1d([true, false, true], 'bool'),
      tf.topk(tf.ones([3, 7]), 2).indices,
    ];
    return [...made, ...int].map(offset);
  });
}

const KINDS: [kind: string, start: () => Promise<unknown>][] = [
  ['shared heap', () => useWasm({threads: 2})],
  [
    'heap of its own',
    async () => {
      await tf.setBackend('wasm');
      await startWasmKernels({threads: 1, winograd: true});
    },
  ],
];

describe.each(KINDS)('alignHeap on a %s', (_, start) => {
  it('puts every tensor at a multiple of 64, before and after the heap grew, and reuses what is freed', async () => {
    const factory = tf.findBackendFactory('wasm');
    await start();
    expect(offsets()).toEqual(Array(12).fill(0));
    const before = bytes();
    const large = tf.zeros([Math.ceil(before / 4)]);
    expect(bytes()).toBeGreaterThan(before);
    expect(offset(large)).toBe(0);
    expect(offsets()).toEqual(Array(12).fill(0));
    const {wasm, dataIdMap} = backend();
    const {memoryOffset} = dataIdMap.get(large.dataId);
    large.dispose();
    const again = tf.zeros([Math.ceil(before / 4)]);
    expect(dataIdMap.get(again.dataId).memoryOffset).toBe(memoryOffset);
    again.dispose();

    // A leak of the least piece, in 10,000 of up to 16 KB, would show: their sum is 80 MB, the heap then holds none.
    const grown = bytes();
    const [alone] = [tf.ones([1000])];
    for (let i = 0; i < 10_000; i++) {
      wasm._free(wasm._malloc(1 + ((i * 37) % 16_384)));
    }
    for (let i = 0; i < 1_000; i++) {
      tf.ones([1 + ((i * 37) % 4096)]).dispose();
    }
    expect(bytes()).toBe(grown);
    expect(Array.from(alone.dataSync().slice(0, 3))).toEqual([1, 1, 1]);
    const held = Array.from({length: 10_000}, (_, i) => wasm._malloc(1 + (i % 400)));
    expect(new Set(held).size).toBe(10_000);
    expect(held.every(address => address % ALIGNMENT === 0)).toBe(true);
    held.forEach(address => {
      wasm._free(address);
    });
    // The whole room is one piece again.
    const room = wasm._malloc(before);
    expect(bytes()).toBe(grown);
    wasm._free(room);
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
  });
});

describe('alignHeap', () => {
  const fake = (): {wasm: WasmBackend['wasm']; freed: number[]} => {
    let at = 8;
    const freed: number[] = [];
    const wasm = {
      _malloc: (size: number) => (size > 1000 ? 0 : (at += 24) - 24),
      _free: (address: number) => void freed.push(address),
    };
    return {wasm: wasm as unknown as WasmBackend['wasm'], freed};
  };

  it('frees the block that the address lies in, and passes on what it did not allocate', () => {
    const {wasm, freed} = fake();
    alignHeap(wasm);
    const first = wasm._malloc(4);
    expect(first).toBe(64);
    freed.length = 0;
    wasm._free(first);
    wasm._free(first);
    wasm._free(4096 + 8);
    wasm._free(null as unknown as number);
    // The second time the address is nobody's, as it is for the allocator itself.
    expect(freed).toEqual([32, 64, 4104, 0]);
  });

  it('returns 0 where the allocator does', () => {
    const {wasm} = fake();
    alignHeap(wasm);
    expect(wasm._malloc(2000)).toBe(0);
  });

  it('is done once for a module', () => {
    const {wasm} = fake();
    alignHeap(wasm);
    const before = {...wasm};
    alignHeap(wasm);
    expect(wasm).toEqual(before);
  });

  it('takes addresses above 2 GiB, which a module returns as negative numbers', () => {
    const {wasm} = fake();
    const freed: number[] = [];
    wasm._free = address => void freed.push(address);
    wasm._malloc = () => (2 ** 31 + 8) | 0;
    alignHeap(wasm);
    freed.length = 0;
    const address = wasm._malloc(4);
    expect(address).toBe(2 ** 31 + 64);
    wasm._free(address | 0);
    expect(freed).toEqual([2 ** 31 + 8]);
  });
});
