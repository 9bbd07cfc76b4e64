import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {chooseBackend} from '../../../src/backends/choose-backend.node';
import {diagnoseBackends} from '../../../src/backends/diagnose-backends.node';
import {HAS_TENSORFLOW} from '../../support/backends';
import {expectNoLeak} from '../../support/matchers';

describe('diagnoseBackends', () => {
  it('reports for each backend whether it works, or why not and the fix', async () => {
    const found = await diagnoseBackends();
    expect(found.map(({backend}) => backend)).toEqual(['wasm', 'node', 'webgpu', 'cpu']);
    for (const {works, reason, fix, firstConvolutionMs} of found) {
      if (works) {
        expect(firstConvolutionMs).toBeGreaterThan(0);
      } else {
        expect(reason).toMatch(/\w+/);
        expect(fix).toMatch(/\w+/);
      }
    }
    expect(found.find(({backend}) => backend === 'wasm')).toMatchObject({
      works: true,
      simd: true,
      kernels: 'relaxed',
      threads: Math.min(8, availableParallelism()),
    });
    if (HAS_TENSORFLOW) {
      const node = found.find(({backend}) => backend === 'node');
      expect(node).toMatchObject({works: true, missing: []});
      expect(node?.tensorflow).toMatch(/^\d+\.\d+/);
    }
    expect(found.find(({backend}) => backend === 'cpu')).toMatchObject({works: true});
    const webgpu = found.find(({backend}) => backend === 'webgpu');
    expect(webgpu?.works === true ? webgpu.adapter : webgpu?.fix).toMatch(/\w+/);
  });

  it('puts back the backend that was in use, and leaves no tensor', async () => {
    await chooseBackend({prefer: 'cpu'});
    await expectNoLeak(() => diagnoseBackends());
    expect(tf.getBackend()).toBe('cpu');
  });
});
