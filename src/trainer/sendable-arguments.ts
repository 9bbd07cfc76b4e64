/** Arguments of a trainer, checked and prepared for another thread. */
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import type {LabeledImages, PhotoBlob, TrainerImage} from './image-types';
import {ownBytes} from './link/own-bytes';
import type {TrainerWeights} from './network-types';
import {isBlob, sendableImages, type SentImage} from './sendable-images';
import type {SentModel, SentWeights} from './trainer-events';
import type {SentSet} from './training-set';

/** Labeled images. */
export function sentSet(where: string, set: LabeledImages): SentSet {
  requireFields(where, 'images', set, {
    what: 'labeled images',
    fields: ['images', 'labels'],
    fix: '{images: [image, …], labels: [0, …]}',
  });
  const images = sendableImages(where, set.images);
  const labels = Array.from(set.labels);
  const names = set.names === undefined ? images.map((_, at) => String(at)) : [...set.names];
  if (images.length !== labels.length || names.length !== labels.length) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'there is not one label and one name per image.',
      expected: `${images.length} labels, and as many names or none`,
      received: `${labels.length} labels, ${names.length} names`,
      fix: 'pass one label per image, a position in the list of classes',
    });
  }
  return {images, labels, names};
}

/** One image. */
export function sentImage(where: string, image: TrainerImage): SentImage {
  const [sent] = sendableImages(where, [image]);
  if (sent === undefined) {
    throw new Error('internal: no image is left of one; please report this');
  }
  return sent;
}

/** Weights: bytes inside a larger buffer are copied. */
export function sentWeights(where: string, weights: TrainerWeights, mirror?: string): SentWeights {
  if (typeof weights === 'string' || isBlob(weights) || weights instanceof ArrayBuffer) {
    return {weights, mirror};
  }
  if (weights instanceof Uint8Array) {
    return {weights: ownBytes(weights), mirror};
  }
  requireFields(where, 'weights', weights, {
    what: 'the name of published weights, a record of your own, or a weight file',
    fields: ['name', 'url', 'digest', 'preset'],
    fix: "weights: 'squeezenet1.1.imagenet1k-v1', or a File",
  });
  return {weights, mirror};
}

/** A model directory: its files by path, or a zip. */
export function sentModel(
  model: Readonly<Record<string, Uint8Array>> | PhotoBlob | Uint8Array | ArrayBuffer,
): SentModel {
  if (isBlob(model)) {
    return {zip: model, name: (model as {name?: string}).name ?? 'model.zip'};
  }
  if (model instanceof Uint8Array || model instanceof ArrayBuffer) {
    return {zip: model instanceof Uint8Array ? ownBytes(model) : model, name: 'model.zip'};
  }
  requireFields('trainer.openModel', 'model', model, {
    what: 'the files of a model directory by name, or a zip of it',
    fields: [],
    fix: 'await trainer.openModel(await trainer.exportModel()), or a File with a zip',
  });
  const files = Object.entries(model).map(([path, bytes]) => {
    if (!((bytes as unknown) instanceof Uint8Array)) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'trainer.openModel',
        problem: `the file "${path}" is not bytes.`,
        expected: 'a Uint8Array for each file',
        received: typeof bytes,
        fix: 'pass the content of the file: new Uint8Array(await file.arrayBuffer())',
      });
    }
    return [path, ownBytes(bytes)];
  });
  return {files: Object.fromEntries(files) as Record<string, Uint8Array>};
}

/** The name of a run, which is the name of its folder. */
export function runName(where: string, name: unknown): string {
  if (typeof name !== 'string' || !/^[\w-][\w. -]*$/.test(name)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'this is no name of a run.',
      expected: 'letters, digits, spaces, dots, - and _; no dot or space in front',
      received: `run = ${(JSON.stringify(name) as string | undefined) ?? 'undefined'}`,
      fix: "name it after its subject: run: 'cats-1'",
    });
  }
  return name;
}
