import {describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';

describe('alexnet doctor', () => {
  it('checks photos and every backend, and prints a fix if one does not work', async () => {
    const {code, result} = await alexnetJson<{
      photos: {works: boolean};
      backends: {backend: string; works: boolean; fix?: string}[];
    }>('doctor');
    expect(code).toBe(0);
    expect(result.photos.works).toBe(true);
    expect(result.backends.map(({backend}) => backend)).toEqual(['wasm', 'node', 'webgpu', 'cpu']);
    for (const {works, fix} of result.backends.filter(backend => !backend.works)) {
      expect([works, typeof fix]).toEqual([false, 'string']);
    }
  });

  it('shows people a mark and a line for each', async () => {
    const {stdout} = await alexnet('doctor');
    expect(stdout).toMatch(/✓ photos +works/);
    expect(stdout).toMatch(/✓ node +works .*TensorFlow \d|✗ node .*\n +fix: npx alexnet setup tfjs-node/);
    expect(stdout).toMatch(
      /✓ wasm +works .*(native kernels \([A-Z0-9-]+\), \d+ threads?\)|multiply-add, \d+ threads?\)\n +no native kernels: \w)/,
    );
    expect(stdout).toMatch(/✓ webgpu +works \(.*, on \w+|✗ webgpu .*\n +fix: (npm i|install|apt-get|update)/);
  });
});
