// @isolated: removes and replaces backends.
import {mkdirSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {setupCommand, useTensorFlow} from '../../../src/backends/use-tensorflow.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {describeOnTensorFlow} from '../../support/tensorflow';

/** A folder in which tfjs-node is a file with this code. */
function withPackage(code: string | undefined, name = 'tfjs-node'): string[] {
  const folder = temporaryDirectory();
  if (code !== undefined) {
    const file = join(folder, 'node_modules/@tensorflow', name, 'index.js');
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, code);
  }
  return [`${folder}/`];
}

describe('useTensorFlow', () => {
  it('says what to type where it is not installed', async () => {
    await expectAlexNetError(
      () => useTensorFlow({from: withPackage(undefined)}),
      'unsupported',
      'not installed',
      'fix: npx alexnet setup tfjs-node',
    );
  });

  it('names the cause and the repair where the package does not load', async () => {
    const from = withPackage(
      "throw new Error('The Node.js native addon module can not be found\\nsecond line');",
    );
    await expectAlexNetError(
      () => useTensorFlow({from}),
      'unsupported',
      'is there, but does not load',
      'received: The Node.js native addon module can not be found',
      'fix: npx alexnet setup tfjs-node',
    );
  });

  it('names a missing package of the package', async () => {
    const from = withPackage("require('@tensorflow/tfjs-nowhere');");
    await expectAlexNetError(
      () => useTensorFlow({from}),
      'unsupported',
      'fix: npm i @tensorflow/tfjs-nowhere@4',
    );
  });

  it('refuses a library that is cut short, which would end the process', async () => {
    const [folder = ''] = withPackage("throw new Error('loaded');");
    const library = join(folder, 'node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_cc.so.2');
    mkdirSync(dirname(library), {recursive: true});
    const header = Buffer.alloc(64);
    header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
    header.writeBigUInt64LE(1000n, 40); // where its table of sections would be
    writeFileSync(library, header);
    await expectAlexNetError(
      () => useTensorFlow({from: [folder]}),
      'unsupported',
      'cut short',
      `${library} has 64 of 1000 bytes`,
      'fix: npx alexnet setup tfjs-node',
    );
  });

  it('takes the package for a GPU before the other, and names it in the repair', async () => {
    const from = withPackage("throw new Error('no libcudart');", 'tfjs-node-gpu');
    await expectAlexNetError(() => useTensorFlow({from}), 'unsupported', 'npx alexnet setup tfjs-node-gpu');
    expect(setupCommand('@tensorflow/tfjs-node-gpu')).toBe('npx alexnet setup tfjs-node-gpu');
  });

  it('switches oneDNN on before the package is loaded, unless the user decided', async () => {
    const from = withPackage('throw new Error(`oneDNN ${process.env.TF_ENABLE_ONEDNN_OPTS}`);');
    const {TF_ENABLE_ONEDNN_OPTS: before} = process.env;
    try {
      delete process.env.TF_ENABLE_ONEDNN_OPTS;
      await expectAlexNetError(() => useTensorFlow({from}), 'unsupported', 'oneDNN 1');
      process.env.TF_ENABLE_ONEDNN_OPTS = '0';
      await expectAlexNetError(
        () =>
          useTensorFlow({
            from: withPackage('throw new Error(`oneDNN ${process.env.TF_ENABLE_ONEDNN_OPTS}`);'),
          }),
        'unsupported',
        'oneDNN 0',
      );
    } finally {
      if (before === undefined) {
        delete process.env.TF_ENABLE_ONEDNN_OPTS;
      } else {
        process.env.TF_ENABLE_ONEDNN_OPTS = before;
      }
    }
  });

  it('restores the two functions that Node 23 removed, before the package is loaded', async () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    const {isNullOrUndefined, isArray} = util;
    delete util.isNullOrUndefined;
    delete util.isArray;
    const from = withPackage(
      "const u = require('util'); throw new Error([u.isNullOrUndefined(null), u.isNullOrUndefined(0), u.isArray([])].join());",
    );
    try {
      await expectAlexNetError(() => useTensorFlow({from}), 'unsupported', 'true,false,true');
    } finally {
      Object.assign(util, {isNullOrUndefined, isArray});
    }
  });
});

describeOnTensorFlow('useTensorFlow', () => {
  it('makes it the backend, says which one, and may be called again', async () => {
    const report = await useTensorFlow();
    expect(report).toMatchObject({backend: 'node', packageName: '@tensorflow/tfjs-node', missing: []});
    expect(report.tensorflow).toMatch(/^\d+\.\d+/);
    expect(report.nativeKernels).toContain('GroupedConv2D');
    expect(tf.getBackend()).toBe('tensorflow');
    await tf.setBackend('cpu');
    expect(await useTensorFlow()).toEqual(report);
    expect(tf.getBackend()).toBe('tensorflow');
  });
});

describe('useTensorFlow', () => {
  it('notices a package that belongs to another copy of TensorFlow.js', async () => {
    if ('tensorflow' in tf.engine().registryFactory) {
      tf.removeBackend('tensorflow');
    }
    await expectAlexNetError(
      () => useTensorFlow({from: withPackage('module.exports = {};')}),
      'unsupported',
      'brought no backend "tensorflow"',
      'npm ls @tensorflow/tfjs-core',
    );
  });
});
