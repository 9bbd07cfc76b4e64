/** `fit` for people who import tfjs-node and nothing else: each preset, on the kernels that tfjs-node brings. */
import '@tensorflow/tfjs-backend-cpu';
import {createRequire} from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import {createModel, listPresets, momentumSGD} from 'tfjs-alexnet';
import {chooseBackend} from 'tfjs-alexnet/node';
import {PRESETS, type Preset} from 'tfjs-alexnet/presets';
import {describe, expect, it} from 'vitest';
import {randomValues} from '../support/against-cpu';
import {describeOnTensorFlow} from '../support/tensorflow';

/** Images that every network of the family takes; the small networks have smaller ones. */
const SIDE = 71;
/** Layers of hundreds of filters and thousands of units take most of the time, and compute nothing that narrow ones do not. */
const FILTERS = 64;
const UNITS = 32;

/** A preset with small images and narrow layers. */
function smallPreset(id: string): Preset {
  const preset = PRESETS[id] as Preset;
  const [height, , channels] = preset.inputShape;
  const side = Math.min(height, SIDE);
  return {
    ...preset,
    inputShape: [side, side, channels],
    layers: preset.layers.map(row => {
      if (row.kind === 'conv' && row.filters !== 'classes') {
        return {...row, filters: Math.min(row.filters, FILTERS)};
      }
      return row.kind === 'dense' && row.units !== 'classes' ? {...row, units: UNITS} : row;
    }),
  };
}

/** The losses of two steps of stock `fit`: the second depends on all gradients of the first. */
async function losses(id: string): Promise<number[]> {
  const preset = smallPreset(id);
  const shape: [number, number, number, number] = [2, ...preset.inputShape];
  const model = createModel(preset, {classes: 2, seed: 1});
  const optimizer = momentumSGD({learningRate: 1e-3});
  model.compile({optimizer, loss: 'categoricalCrossentropy'});
  const x = tf.tensor4d(randomValues(tf.util.sizeFromShape(shape), id), shape);
  const y = tf.oneHot([0, 1], 2);
  const {history} = await model.fit(x, y, {epochs: 2, shuffle: false, verbose: 0});
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return history.loss as number[];
}

describe('the presets on the kernels of tfjs-node alone', () => {
  describeOnTensorFlow('and on those of this library', () => {
    it('train to the same losses', async () => {
      // Node 23 removed what tfjs-node calls.
      Object.assign(util, {isNullOrUndefined: (value: unknown) => value === null || value === undefined});
      createRequire(import.meta.url)('@tensorflow/tfjs-node');
      await tf.setBackend('tensorflow');
      const stock = new Map<string, number[]>();
      for (const id of listPresets()) {
        stock.set(id, await losses(id));
      }
      await chooseBackend({prefer: 'node'});
      for (const [id, expected] of stock) {
        const own = await losses(id);
        own.forEach((loss, i) => {
          expect(Math.abs(loss - (expected[i] ?? NaN)), `${id}, step ${i + 1}`).toBeLessThan(1e-3);
        });
      }
    });
  });
});
