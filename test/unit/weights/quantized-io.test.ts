import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {quantizedIO} from '../../../src/weights/quantized-io';
import {registerLayers} from '../../../src/layers/register-layers';
import {readModelWeights} from '../../../src/models/model-weights';
import {expectAlexNetError} from '../../support/matchers';
import {fillWeights} from '../../support/small-network';

/** A dense layer large enough to be quantized. */
const wideNetwork = (): tfl.LayersModel => {
  const model = tfl.sequential({layers: [tfl.layers.dense({name: 'wide', inputShape: [64], units: 32})]});
  fillWeights(model, 4);
  return model;
};

async function roundTrip(
  model: tfl.LayersModel,
  to: 'float16' | 'uint8',
): Promise<[tfl.LayersModel, number]> {
  let saved: tf.io.ModelArtifacts | undefined;
  const memory = tf.io.withSaveHandler(artifacts => {
    saved = artifacts;
    return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
  });
  await model.save(quantizedIO(memory, {to}));
  const bytes = (saved?.weightData as ArrayBuffer).byteLength;
  return [await tfl.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts)), bytes];
}

describe('quantizedIO', () => {
  beforeAll(() => {
    registerLayers();
  });

  it.each([
    ['float16', 2, 2 ** -11],
    ['uint8', 1, 0.5 / 250],
  ] as const)(
    'saves %s: %i bytes a weight, opened by tf.loadLayersModel, within half a step',
    async (to, width, bound) => {
      const model = wideNetwork();
      const [opened, bytes] = await roundTrip(model, to);
      // 64 · 32 weights; 32 biases stay float32.
      expect(bytes).toBe(64 * 32 * width + 32 * 4);
      const [before, after] = [await readModelWeights(model), await readModelWeights(opened)];
      const kernel = before[0]?.data ?? new Float32Array();
      const range = Math.max(...kernel) - Math.min(...kernel);
      kernel.forEach((value, i) => {
        expect(Math.abs((after[0]?.data[i] ?? 9) - value)).toBeLessThanOrEqual(
          bound * (to === 'uint8' ? range : Math.abs(value)) + 1e-7,
        );
      });
      expect(after[1]).toEqual(before[1]);
    },
  );

  it('refuses a handler that cannot save, and a form that it does not know', async () => {
    await expectAlexNetError(
      () => quantizedIO({}, {to: 'uint8'}),
      'bad-argument',
      'cannot save',
      'fileSystemIO',
    );
    await expectAlexNetError(
      () => quantizedIO({}, {to: 'uint4' as 'uint8'}),
      'bad-argument',
      'uint4',
      'float16, uint8',
    );
  });
});
