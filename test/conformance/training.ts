/** Training that must have the same result on every backend, including saving, opening and memory use. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {createAlexNet, momentumSGD, registerLayers, steppedDropout} from 'tfjs-alexnet';
import {groupedConv2d} from '../../src/layers/grouped-conv2d';
import {localResponseNormalization} from '../../src/layers/local-response-normalization';
import {nextTurn} from '../../src/core/next-turn';
import {watchGpuObjects, type GpuObjects} from './gpu-objects';
import {randomTensor} from './random-tensor';

const BATCH = 1;
const CLASSES = 3;
/** Steps of the recorded training. */
export const TRAINING_STEPS = 20;
/** Steps after which the recorded training predicts, too: as many as a backend trains here that needs a second for each. */
export const FEW_STEPS = 3;

export interface TrainingResult {
  /** Digest of the bits of all initial weights. */
  initialWeights: string;
  /** Losses before each step. */
  losses: number[];
  /** Predictions after the last step, and those of the model after saving and opening it. */
  answers: number[];
  reopened: number[];
  /** Predictions after {@link FEW_STEPS} steps. */
  early: number[];
}

/** Trains alexnet-mini at its default input size on images that are the same on every backend. */
export async function trainMini(steps: number): Promise<TrainingResult> {
  registerLayers();
  const model = createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 7});
  const initialWeights = hashOf(
    await Promise.all(model.getWeights().map(weight => weight.data<'float32'>())),
  );
  model.compile({optimizer: momentumSGD({learningRate: 0.005}), loss: 'categoricalCrossentropy'});
  const losses: number[] = [];
  let early: number[] = [];
  for (let step = 0; step < steps; step++) {
    const x = randomTensor([BATCH, ...model.inputs[0]!.shape.slice(1).map(Number)], 'photo', step % 4);
    const y = tf.oneHot(tf.tensor1d([step % CLASSES], 'int32'), CLASSES);
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
    // The cpu backend never yields, and the test runner needs messages from its worker.
    await nextTurn();
    if (step + 1 === FEW_STEPS) {
      early = await answersOf(model);
    }
  }
  const answers = await answersOf(model);
  const loaded = await throughFiles(model);
  const reopened = await answersOf(loaded);
  model.optimizer.dispose();
  model.dispose();
  loaded.dispose();
  return {initialWeights, losses, answers, reopened, early};
}

/** FNV-1a over the bits of all values. */
function hashOf(arrays: readonly Float32Array[]): string {
  let hash = 0x811c9dc5;
  for (const values of arrays) {
    for (const word of new Uint32Array(values.slice().buffer)) {
      hash = Math.imul(hash ^ word, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16);
}

async function answersOf(model: tfl.LayersModel): Promise<number[]> {
  const x = randomTensor([BATCH, ...model.inputs[0]!.shape.slice(1).map(Number)], 'asked');
  const y = model.predict(x) as tf.Tensor;
  const values = [...(await y.data())];
  tf.dispose([x, y]);
  return values;
}

/** A model after it was saved and opened. */
async function throughFiles(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(artifacts => {
      saved = artifacts;
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
    }),
  );
  return tfl.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
}

export interface LeakResult {
  /** Memory use after the first steps and after the last, by kind. */
  early: Record<string, number>;
  late: Record<string, number>;
}

/** Trains a small network with every layer of this library for 60 steps. */
export async function trainLong(): Promise<LeakResult> {
  const model = tfl.sequential({
    layers: [
      groupedConv2d({
        inputShape: [8, 8, 4],
        filters: 8,
        kernelSize: 3,
        groups: 2,
        activation: 'relu',
        kernelInitializer: tfl.initializers.glorotUniform({seed: 1}),
      }),
      localResponseNormalization({}),
      tfl.layers.maxPooling2d({poolSize: 2}),
      tfl.layers.flatten(),
      steppedDropout({rate: 0.5, seed: 1}),
      tfl.layers.dense({
        units: CLASSES,
        activation: 'softmax',
        kernelInitializer: tfl.initializers.glorotUniform({seed: 2}),
      }),
    ],
  });
  model.compile({optimizer: momentumSGD({learningRate: 0.01}), loss: 'categoricalCrossentropy'});
  const x = randomTensor([BATCH, 8, 8, 4], 'x');
  const y = tf.oneHot(tf.tensor1d([1], 'int32'), CLASSES);
  const gpu = watchGpuObjects();
  let early: Record<string, number> = {};
  for (let step = 1; step <= 60; step++) {
    await model.trainOnBatch(x, y);
    if (step === 20) {
      early = held(gpu);
    }
  }
  const late = held(gpu);
  gpu.stop();
  model.optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return {early, late};
}

/** Memory use of the engine, the backend and the graphics devices. */
function held(gpu: GpuObjects): Record<string, number> {
  const memory = tf.memory() as unknown as Record<string, unknown>;
  const backend = tf.backend() as unknown as {
    numDataIds(): number;
    getNumOfTFTensors?: () => number;
    bufferManager?: {getNumUsedBuffers(): number; getNumFreeBuffers(): number};
    textureManager?: {getNumUsedTextures(): number; getNumFreeTextures(): number};
  };
  const counts: Record<string, number> = {...gpu.counts(), buffers: backend.numDataIds()};
  for (const key of [
    'numTensors',
    'numBytes',
    'numBytesInGPU',
    'numBytesAllocatedInGPU',
    'numBytesInGPUAllocated',
  ]) {
    if (typeof memory[key] === 'number') {
      counts[key] = memory[key];
    }
  }
  if (backend.getNumOfTFTensors !== undefined) {
    counts.nativeTensors = backend.getNumOfTFTensors();
  }
  if (backend.bufferManager !== undefined) {
    counts.gpuBuffers = backend.bufferManager.getNumUsedBuffers() + backend.bufferManager.getNumFreeBuffers();
  }
  if (backend.textureManager !== undefined) {
    counts.textures =
      backend.textureManager.getNumUsedTextures() + backend.textureManager.getNumFreeTextures();
  }
  return counts;
}
