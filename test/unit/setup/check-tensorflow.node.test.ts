import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {checkTensorFlow} from '../../../src/setup/check-tensorflow.node';
import {runProcess} from '../../../src/setup/run-process.node';
import {temporaryDirectory} from '../../support/temporary-directory';
import {describeOnTensorFlow} from '../../support/tensorflow';

describe('checkTensorFlow', () => {
  it('says why a package does not load', async () => {
    const check = await checkTensorFlow(temporaryDirectory(), runProcess);
    expect(check.works).toBe(false);
    expect(check.works ? '' : check.because).toContain('Error: Cannot find module');
  });

  it('says that it took too long', async () => {
    const check = await checkTensorFlow('anywhere', () => Promise.resolve({code: 124, output: ''}));
    expect(check).toEqual({works: false, because: 'it did not end within two minutes'});
  });
});

describeOnTensorFlow('checkTensorFlow', () => {
  it('trains a step in a fresh process', async () => {
    const path = resolve(import.meta.dirname, '../../../node_modules/@tensorflow/tfjs-node');
    expect(await checkTensorFlow(path, runProcess)).toMatchObject({works: true});
  });
});
