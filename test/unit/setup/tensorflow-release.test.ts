import {describe, expect, it} from 'vitest';
import {TENSORFLOW_RELEASES} from '../../../src/setup/tensorflow-release';

describe('TENSORFLOW_RELEASES', () => {
  it('pins every download by version and digest', () => {
    for (const {wheels, libraries} of Object.values(TENSORFLOW_RELEASES)) {
      for (const {requirement, sha256, bytes, parts} of wheels) {
        expect(requirement).toMatch(/^[a-z0-9-]+==\d[\d.]+$/);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(bytes).toBeGreaterThan(1e5);
        expect(parts.length).toBeGreaterThan(0);
      }
      expect(libraries.map(({path}) => path)).toEqual([
        'lib/libtensorflow_cc.so.2',
        'lib/libtensorflow_framework.so.2',
      ]);
    }
  });

  it('adds to the build for a GPU the CUDA that it was made for, and no more than one build of TensorFlow', () => {
    const names = TENSORFLOW_RELEASES['tfjs-node-gpu'].wheels.map(({requirement}) => requirement);
    expect(names.filter(name => name.startsWith('tensorflow'))).toEqual(['tensorflow==2.15.1']);
    expect(names.filter(name => /^nvidia-(cublas|cudnn|cuda-runtime)-cu12/.test(name))).toHaveLength(3);
  });
});
