/** A small network with weights in a file as a publisher would have it, and its record. */
import {createHash} from 'node:crypto';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {createModel} from '../../src/models/create-model';
import type {PretrainedWeights} from '../../src/presets/pretrained';

export interface ServedNet {
  bytes: Uint8Array;
  /** Its address does not exist: pass a mirror. */
  record: PretrainedWeights;
}

/** Its preprocessing, which differs from the preset's. */
export const SERVED_PREPROCESS = {
  resizeShorterSide: 40,
  channelOrder: 'rgb',
  mean: [33],
  scale: 0.5,
} as const;

/** LeNet-5 with three classes and random weights. A backend must be in use. */
export async function servedNet(name = 'lenet5.served'): Promise<ServedNet> {
  const model = createModel('lenet5', {classes: 3, seed: 5});
  const bytes = await writeSafetensors(model, {keys: 'torch'});
  model.dispose();
  return {
    bytes,
    record: {
      name,
      url: 'https://weights.invalid/files/lenet.safetensors',
      digest: {algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex')},
      bytes: bytes.length,
      preset: 'lenet5',
      preprocess: SERVED_PREPROCESS,
      classes: ['one', 'two', 'three'],
      license: 'none',
      source: 'drawn by the test',
    },
  };
}
