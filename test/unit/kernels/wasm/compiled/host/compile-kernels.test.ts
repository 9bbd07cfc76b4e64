import {describe, expect, it} from 'vitest';
import {compileKernels} from '../../../../../../src/kernels/wasm/compiled/host/compile-kernels';

describe('compileKernels', () => {
  it('takes the relaxed module where the engine knows it, behind a flag in Node 20', async () => {
    expect((await compileKernels({shared: true}))?.simd).toBe('relaxed');
  });

  it.each(['plain', 'relaxed'] as const)(
    'returns the %s one for either kind of memory if requested',
    async simd => {
      for (const shared of [true, false]) {
        const compiled = await compileKernels({shared, simd});
        expect(compiled?.simd).toBe(simd);
        const memory = new WebAssembly.Memory({initial: 16, maximum: 65535, shared});
        const {exports} = new WebAssembly.Instance(compiled!.module, {env: {memory}});
        expect(Object.keys(exports)).toEqual(
          expect.arrayContaining(['run', 'serve', 'product', 'winograd_convolve_43']),
        );
      }
    },
  );
});
