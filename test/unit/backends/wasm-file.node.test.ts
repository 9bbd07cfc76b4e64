import {copyFileSync, truncateSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {whyNotWasmFile} from '../../../src/backends/wasm-file.node';
import {temporaryDirectory} from '../../support/temporary-directory';

const INSTALLED = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const NAME = 'tfjs-backend-wasm-simd.wasm';

describe('whyNotWasmFile', () => {
  it('has nothing against the files as they were installed', () => {
    expect(whyNotWasmFile(INSTALLED)).toBeUndefined();
  });

  it('names a file that is missing, and one that is cut short', () => {
    const folder = temporaryDirectory();
    expect(whyNotWasmFile(folder)).toContain(`no such file or directory, open '${join(folder, NAME)}'`);
    copyFileSync(join(INSTALLED, NAME), join(folder, NAME));
    truncateSync(join(folder, NAME), 1000);
    expect(whyNotWasmFile(folder)).toBe(`${join(folder, NAME)} is cut short or was changed`);
  });
});
