/** One network, one seed, one set of batches: the same training on every backend that runs in Node without options. */
import {readFileSync, writeFileSync} from 'node:fs';
import {resolve} from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel, type LayersModel} from '@tensorflow/tfjs-layers';
import {createAlexNet, momentumSGD, registerLayers} from 'tfjs-alexnet';
import {chooseBackend, fileSystemIO, type BackendName} from 'tfjs-alexnet/node';
import {describe, expect, it} from 'vitest';
import {GradientStep} from '../../src/training/gradient-step';
import {randomValues} from '../support/against-cpu';
import {HAS_TENSORFLOW} from '../support/backends';
import {expectClose} from '../support/matchers';
import {temporaryDirectory} from '../support/temporary-directory';
import {describeOnTensorFlow, nativeCount} from '../support/tensorflow';
import {tidyValues} from '../support/tidy-values';

const BATCH = 2;
const LABELS = [0, 1];

function batch(step: number): tf.Tensor4D {
  return tf.tensor4d(randomValues(BATCH * 67 * 67 * 3, 'batch', step), [BATCH, 67, 67, 3]);
}

/** A new network and what trains it by one step. */
function makeRun(): {model: LayersModel; step: (i: number) => Promise<number>; dispose: () => void} {
  const model = createAlexNet({preset: 'alexnet-mini', classes: 2, seed: 7});
  const optimizer = momentumSGD({learningRate: 0.005});
  const gradientStep = new GradientStep(model, optimizer);
  return {
    model,
    step: async i => {
      const images = batch(i);
      const {loss} = await gradientStep.run(images, LABELS);
      images.dispose();
      return loss;
    },
    dispose: () => {
      optimizer.dispose();
      model.dispose();
    },
  };
}

async function curveOn(
  backend: BackendName,
  steps: number,
): Promise<{first: Float32Array; losses: number[]}> {
  await chooseBackend({prefer: backend});
  const {model, step, dispose} = makeRun();
  const first = Float32Array.from(model.getWeights()[0]!.dataSync());
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push(await step(i));
  }
  dispose();
  return {first, losses};
}

describe('20 steps of alexnet-mini from one seed', () => {
  // The cpu backend takes a minute: it was recorded, and here takes the first step only.
  const RECORDED = resolve(import.meta.dirname, '../golden/data/mini-curve-cpu.json');
  const STEPS = 20;
  let weights: Float32Array;

  it('begin on cpu as they were recorded (ALEXNET_RECORD=1 records them anew)', async () => {
    const isRecording = process.env.ALEXNET_RECORD === '1';
    const {first, losses} = await curveOn('cpu', isRecording ? STEPS : 1);
    weights = first;
    if (isRecording) {
      writeFileSync(RECORDED, `${JSON.stringify(losses, null, 1)}\n`);
    }
    const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as number[];
    expect(recorded).toHaveLength(STEPS);
    expect(Math.abs(losses[0]! / recorded[0]! - 1)).toBeLessThan(1e-5);
  }, 400_000);

  const BACKENDS: BackendName[] = HAS_TENSORFLOW ? ['wasm', 'node'] : ['wasm'];
  it.each(BACKENDS)(
    'have on %s the same weights at the start and the same losses within 1e-3',
    async backend => {
      const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as number[];
      const {first, losses} = await curveOn(backend, STEPS);
      expect(first).toEqual(weights);
      losses.forEach((loss, i) => {
        expect(Math.abs(loss / recorded[i]! - 1), `step ${i} on ${backend}`).toBeLessThan(1e-3);
      });
    },
  );
});

describeOnTensorFlow('a network on TensorFlow', () => {
  it('leaks no tensors of tfjs or of TensorFlow over 50 steps', async () => {
    await chooseBackend({prefer: 'node'});
    const {step, dispose} = makeRun();
    for (let i = 0; i < 5; i++) {
      await step(0);
    }
    const [before, nativeBefore] = [tf.memory().numTensors, nativeCount()];
    for (let i = 0; i < 50; i++) {
      await step(0);
    }
    expect([tf.memory().numTensors, nativeCount()]).toEqual([before, nativeBefore]);
    dispose();
  }, 120_000);

  it('has the same predictions after saving and opening a model that was trained in place', async () => {
    await chooseBackend({prefer: 'node'});
    registerLayers();
    const {model, step, dispose} = makeRun();
    await step(0);
    await step(1);
    const io = fileSystemIO(temporaryDirectory());
    await model.save(io);
    const opened = await loadLayersModel(io);
    const images = batch(2);
    const [expected, actual] = [model, opened].map(one =>
      tidyValues(() => (one.predict(images) as tf.Tensor).dataSync()),
    );
    expect([...actual!]).toEqual([...expected!]);
    // The same file on another backend.
    await chooseBackend({prefer: 'wasm'});
    const elsewhere = await loadLayersModel(io);
    const values = tidyValues(() => (elsewhere.predict(batch(2)) as tf.Tensor).dataSync());
    expectClose(values, expected!, 1e-4);
    [elsewhere, opened].forEach(one => one.dispose());
    dispose();
  });
});
