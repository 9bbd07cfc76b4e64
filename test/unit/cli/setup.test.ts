// @isolated: replaces modules by vi.mock.
import {describe, expect, it, vi} from 'vitest';
import type * as internal from '../../../src/internal';
import type {SetupTensorFlowOptions} from '../../../src/setup/setup-tensorflow.node';
import {alexnet, alexnetJson} from '../../support/in-process';

const calls = vi.hoisted((): {name: string; options: SetupTensorFlowOptions}[] => []);
vi.mock('#internal', async original => ({
  ...(await original<typeof internal>()),
  setupTensorFlow: (name: string, options: SetupTensorFlowOptions) => {
    calls.push({name, options});
    for (const seconds of [0, 1]) {
      options.onProgress?.({task: 'fetching TensorFlow', step: 3, steps: 6, seconds});
    }
    const report = {
      packageName: `@tensorflow/${name}`,
      path: '/project/node_modules/x',
      tensorflow: '2.15.1',
    };
    return Promise.resolve({...report, source: 'wheel', installerFailure: 'no such host'});
  },
}));

describe('alexnet setup', () => {
  it('installs, tells each step once, and says where it lies and how to use it', async () => {
    const {code, stdout, stderr} = await alexnet('setup', 'tfjs-node');
    expect(code).toBe(0);
    expect(stderr).toBe('3/6 fetching TensorFlow …\n');
    expect(stdout).toContain('TensorFlow 2.15.1 (@tensorflow/tfjs-node) trains here');
    expect(stdout).toContain('its own installer: no such host');
    expect(stdout).toContain('/project/node_modules/x');
    expect(stdout).toContain('--backend node. After npm ci, run this again.');
    expect(calls.at(-1)).toMatchObject({name: 'tfjs-node', options: {save: true, fromWheel: false}});
  });

  it('accepts its options, and prints one object with --json', async () => {
    const {code, result} = await alexnetJson<{source: string; seconds: number}>(
      ...['setup', 'tfjs-node-gpu', '--no-save', '--from-wheel'],
    );
    expect([code, result.source, typeof result.seconds]).toEqual([0, 'wheel', 'number']);
    expect(calls.at(-1)).toMatchObject({name: 'tfjs-node-gpu', options: {save: false, fromWheel: true}});
  });

  it('is wrong usage for a package that it does not know', async () => {
    const {code, stderr} = await alexnet('setup', 'tfjs-nodes');
    expect(code).toBe(2);
    expect(stderr).toContain('tfjs-node, tfjs-node-gpu');
  });
});
