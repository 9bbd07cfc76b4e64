/**
 * SqueezeNet 1.1 with ImageNet's weights out of a .pth, as a user imports it: the logits recorded beside the file, on every
 * backend, and its predictions for photos of ImageNet's classes.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {importModel} from '../../src/weights/import-model.node.js';
import type {NamedArray} from '../../src/core/named-array';
import {logitsModel} from '../../src/models/logits-model';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {describeOnBackends, HAS_TENSORFLOW} from '../support/backends';
import {testData} from '../support/data';
import {alexnet, alexnetJson} from '../support/in-process';
import {largestDifference} from '../support/matchers';
import {temporaryDirectory} from '../support/temporary-directory';
import {tidyValues} from '../support/tidy-values';

const weights = testData('weights', 'squeezenet1.1', 'squeezenet1_1.pth');
const photos = testData('imagenet-samples');
const array = (name: string): NamedArray =>
  parseNpy(readFileSync(testData('weights', 'squeezenet1.1', name)!));

describeOnBackends('SqueezeNet 1.1 from its .pth', () => {
  it.skipIf(weights === undefined)('has the recorded logits within 1e-3', async () => {
    const {model, preprocessing, report} = await importModel(weights!);
    expect(preprocessing).toMatchObject({preset: 'squeezenet1.1', channelOrder: 'rgb'});
    expect(report).toMatchObject({format: 'torch', keys: 'torchvision:squeezenet1.1', extra: []});
    const [input, output] = [array('input.npy'), array('output.npy')];
    expect(output.data).toHaveLength(1000);
    const logits = tidyValues(() => {
      const x = tf.transpose(tf.tensor(input.data, input.shape), [0, 2, 3, 1]);
      return (logitsModel(model)!.predict(x) as tf.Tensor).dataSync();
    });
    model.dispose();
    expect(largestDifference(logits, output.data)).toBeLessThan(1e-3);
  });
});

describe.skipIf(weights === undefined || photos === undefined)('photos of ImageNet', () => {
  const folder = temporaryDirectory();

  const expectRight = async (backend: string): Promise<void> => {
    const model = join(folder, backend);
    expect(await alexnet('convert', weights!, model)).toMatchObject({code: 0});
    const {code, result} = await alexnetJson<{count: number; top1: number; top5: number}>(
      ...['evaluate', '--model', model, '--data', photos!, '--backend', backend],
    );
    // One of the forty has no label. PyTorch: 33 correct, 39 in the top five.
    expect([code, result.count]).toEqual([0, 39]);
    expect(result.top1).toBeGreaterThanOrEqual(0.8);
    expect(result.top5).toBeGreaterThanOrEqual(0.95);
  };

  it('are classified correctly, converted and evaluated on wasm', async () => {
    await expectRight('wasm');
  });
  it.skipIf(!HAS_TENSORFLOW)(
    'are called right by it on native TensorFlow (skipped where tfjs-node is not set up)',
    async () => {
      await expectRight('node');
    },
  );
});
