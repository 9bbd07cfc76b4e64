/** The built kernels are those of the sources, and the written transforms those of their script. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {hashKernelSources, kernelSources, sectionsOf} from '../../scripts/build-kernels';
import {TARGET, winogradTransforms} from '../../scripts/make-winograd-transforms';
import * as plain from '../../src/kernels/wasm/generated/plain-kernels.wasm';
import * as relaxed from '../../src/kernels/wasm/generated/relaxed-kernels.wasm';

describe.each([
  ['plain', plain],
  ['relaxed', relaxed],
])('the %s kernels', (_, {SOURCE_HASH, BYTES}) => {
  it('were built from the current sources; if not, run `npm run build:kernels`', () => {
    expect(kernelSources()).toContain('product.c');
    expect(SOURCE_HASH).toBe(hashKernelSources());
  });

  it('hold no static data, which would be written into the heap of tfjs', () => {
    const bytes = Uint8Array.from(atob(BYTES), letter => letter.charCodeAt(0));
    const [CODE, DATA] = [10, 11];
    expect(sectionsOf(bytes)).toContain(CODE);
    expect(sectionsOf(bytes)).not.toContain(DATA);
  });
});

it('the Winograd transforms are what their script writes; if not, run `npm run build:winograd`', () => {
  expect(readFileSync(TARGET, 'utf8')).toBe(winogradTransforms());
});
