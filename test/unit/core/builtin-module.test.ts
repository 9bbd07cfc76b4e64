import * as os from 'node:os';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {builtinModule, nodeVersion} from '../../../src/core/builtin-module';

describe('builtinModule', () => {
  it('is the module of Node itself', () => {
    expect(builtinModule<typeof os>('node:os').availableParallelism()).toBe(os.availableParallelism());
  });
});

describe('nodeVersion', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is undefined in a page, also where a bundler puts an empty process there', () => {
    expect(nodeVersion()).toBe(process.versions.node);
    for (const process of [undefined, {}, {env: {}}, {versions: {}}]) {
      vi.stubGlobal('process', process);
      expect(nodeVersion()).toBeUndefined();
    }
  });
});
