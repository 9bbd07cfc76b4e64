/** The worker: runs all computations in its own thread, so that the page never waits for them. */
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {expose} from 'comlink';
import {
  activationMaps,
  drawActivationMaps,
  drawOcclusionMap,
  evaluationTransform,
  occlusionMap,
  topK,
  writeOnnx,
  writeSafetensors,
  type ClassScore,
  type OcclusionMap,
  type RgbaPicture,
} from 'tfjs-alexnet';
import type {Prediction, BackendInfo, KeptPhoto, NetworkInfo, Workshop} from '../protocol';
import {startBackend} from './backend';
import {CurrentNetwork} from './current-network';
import {directoryFiles, unzipModel, zipModel} from './model-zip';
import {PhotoStore, squareOf} from './photo-store';
import {drawFilters, inputOf, trainNetwork, type Network} from './training';
import {openWeights, type LoadedWeights} from './weights';
import {inWords} from './words';

/** Maximal number of feature maps drawn for one layer. */
const MAX_MAPS = 64;

const photos = new PhotoStore();
let weights: LoadedWeights | undefined;
const network = new CurrentNetwork();
let backend: Promise<BackendInfo> | undefined;
let running: AbortController | undefined;
/** Photos that were removed while the training uses them. */
const removed = new Set<number>();

const workshop: Workshop = {
  async chooseBackend(name) {
    const before = backend;
    if (before !== undefined && running !== undefined) {
      throw new Error('Stop the training before you change the backend.');
    }
    // One backend cannot read the tensors of another, so the network is saved and loaded again.
    const saved = network.isThere ? await network.use(zipModel) : undefined;
    backend = startBackend(name);
    try {
      const info = await backend;
      if (saved !== undefined) {
        network.replace(await unzipModel(saved, 'The network'));
      }
      return info;
    } catch (error) {
      backend = before;
      const old = await before?.catch(() => undefined);
      if (old !== undefined) {
        await tf.setBackend(old.name);
      }
      throw error;
    }
  },

  async addPhoto(file, name): Promise<KeptPhoto> {
    return photos.add(file, name);
  },

  removePhoto(id) {
    if (running === undefined) {
      photos.remove(id);
    } else {
      // The training still reads this photo; it is removed afterwards.
      removed.add(id);
    }
  },

  async openWeights(file, name, preset) {
    const opened = await openWeights(file, name, preset);
    if ('presets' in opened) {
      return opened;
    }
    weights = opened;
    return {file: name, preset: weights.preset, words: weights.words};
  },

  async train(request, listener) {
    if (running !== undefined) {
      throw new Error('A training is already running.');
    }
    // Set before the first await, so that the training can be stopped from now on.
    running = new AbortController();
    try {
      await (backend ??= startBackend('auto'));
      const trained = await trainNetwork(request, photos, weights, listener, running.signal);
      network.replace(trained);
      const {accuracy, validationCount, seconds, isStopped} = trained;
      return {
        ...describe(trained),
        ...(accuracy === undefined ? {} : {accuracy}),
        validationCount,
        seconds,
        isStopped,
      };
    } finally {
      running = undefined;
      for (const id of removed) {
        photos.remove(id);
      }
      removed.clear();
    }
  },

  stop() {
    running?.abort(new Error('The training was stopped before its first step.'));
  },

  predict(id): Promise<Prediction> {
    return network.use(async of => ({id, top: await scoresOf(await input1(id, of), 5, of)}));
  },

  predictImage(image, top) {
    return network.use(async of => {
      const side = of.preprocessing.resizeShorterSide;
      const square = await squareOf(image, 'The image', side);
      const transform = evaluationTransform(of.preprocessing);
      const input = tf.tidy(() => transform(tf.tensor4d(square, [1, side, side, 3], 'int32')));
      return scoresOf(input, top, of);
    });
  },

  modelFiles(format) {
    return network.use(async of => {
      const {model, preprocessing} = of;
      switch (format) {
        case 'tfjs':
          return directoryFiles(of);
        case 'onnx':
          return {'model.onnx': await writeOnnx(model, {preprocessing})};
        case 'safetensors':
          return {'model.safetensors': await writeSafetensors(model, {preprocessing})};
      }
    });
  },

  occlusion(id, listener) {
    return network.use(async of => {
      const {model, preprocessing} = of;
      const input = await input1(id, of);
      const map = await occlusionMap(model, input, {batchSize: 16, onProgress: listener});
      input.dispose();
      const side = preprocessing.resizeShorterSide;
      const picture = overlay(await photos.square(id, side), side, map);
      return {
        label: preprocessing.classes[map.classIndex] ?? '',
        picture,
        probability: map.probability,
        lowest: Math.min(map.probability, ...map.data),
      };
    });
  },

  activations(id, layer) {
    return network.use(async of => {
      const input = await input1(id, of);
      const maps = await activationMaps(of.model, layer, input);
      input.dispose();
      return drawActivationMaps(maps, {maxChannels: MAX_MAPS, columns: 8, mapPx: 64});
    });
  },

  filters() {
    return network.use(drawFilters);
  },

  saveModel() {
    return network.use(zipModel);
  },

  async openModel(file, name): Promise<NetworkInfo> {
    await (backend ??= startBackend('auto'));
    const opened = await unzipModel(file, name);
    network.replace(opened);
    return {...describe(opened), isStopped: false};
  },
};

/** The best classes for an input, which is disposed. */
async function scoresOf(input: tf.Tensor4D, top: number, of: Network): Promise<ClassScore[]> {
  const output = tf.tidy(() => of.model.predict(input) as tf.Tensor2D);
  const scores = await output.data();
  tf.dispose([input, output]);
  return topK(scores, top, of.preprocessing.classes);
}

function input1(id: number, of: Network): Promise<tf.Tensor4D> {
  return inputOf(evaluationTransform(of.preprocessing), id, of, photos);
}

function describe({
  model,
  preprocessing,
}: Network): Pick<NetworkInfo, 'preset' | 'classes' | 'inputPx' | 'layers'> {
  const layers = model.layers.filter(({outputShape}) => outputShape.length === 4).map(({name}) => name);
  return {
    preset: preprocessing.preset ?? model.name,
    classes: [...preprocessing.classes],
    inputPx: preprocessing.resizeShorterSide,
    layers: layers.slice(1),
  };
}

/** The center crop of a photo, which is the input of the network, with the map on top. */
function overlay(square: Uint8Array, side: number, map: OcclusionMap): RgbaPicture {
  const [height, width] = map.inputSize;
  const {data} = drawOcclusionMap(map, {width, height, contrast: 'map'});
  const [top, left] = [Math.floor((side - height) / 2), Math.floor((side - width) / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [to, from] = [(y * width + x) * 4, ((top + y) * side + left + x) * 3];
      const opacity = (data[to + 3] ?? 0) / 255;
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] =
          opacity * (data[to + channel] ?? 0) + (1 - opacity) * (square[from + channel] ?? 0);
      }
      data[to + 3] = 255;
    }
  }
  return {width, height, data};
}

/** Replaces every error by a plain Error with a readable message, since error classes are lost between threads. */
function speaking<T extends object>(methods: T): T {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await (method as (...given: unknown[]) => unknown)(...args);
        } catch (error) {
          console.error(error);
          throw new Error(inWords(error));
        }
      },
    ]),
  ) as T;
}

expose(speaking(workshop));
