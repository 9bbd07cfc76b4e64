import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it, vi} from 'vitest';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import {openPhotos} from '../../../src/data/open-photos.node.js';
import {photoFolder} from '../../../src/data/photo-folder.node.js';
import {predictImages} from '../../../src/evaluation/predict-images';
import {PRESETS} from '../../../src/presets/presets';
import {loadPretrained} from '../../../src/pretrained/load-pretrained.node.js';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {createModel} from '../../../src/models/create-model';
import {createHash} from 'node:crypto';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer} from '../../support/weight-server';

it('returns what predictImages needs, and keeps the file on the disk', async () => {
  await tf.setBackend('cpu');
  const preset = PRESETS['cifar10-quick']!;
  const made = createModel(preset, {classes: 2, seed: 3});
  const bytes = await writeSafetensors(made, {keys: 'torch'});
  const server = await startWeightServer(reply => {
    reply.file(bytes);
  });
  const root = temporaryDirectory();
  vi.stubEnv('no_proxy', '127.0.0.1');
  try {
    const {model, preprocessing} = await loadPretrained(
      {
        name: 'cifar10-quick.drawn',
        url: `${server.origin}/net.safetensors`,
        digest: {algorithm: 'sha1', hex: createHash('sha1').update(bytes).digest('hex')},
        preset: preset.id,
        preprocess: {resizeShorterSide: 36, channelOrder: 'bgr', mean: [123, 117, 104], scale: 1},
        classes: ['cat', 'dog'],
        license: 'none',
        source: 'drawn by the test',
      },
      {cache: join(root, 'cache')},
    );
    await drawCatsAndDogs(join(root, 'photos'), {count: 2, seed: 1});
    const photos = await openPhotos(await photoFolder(join(root, 'photos')), preprocessing);
    const predictions = await predictImages(model, photos, {preprocessing});
    expect(predictions.map(({top}) => top.map(({label}) => label).sort())).toEqual([
      ['cat', 'dog'],
      ['cat', 'dog'],
    ]);
    const known = await predictImages(made, photos, {preprocessing});
    expect(predictions).toEqual(known);
    expect(existsSync(join(root, 'cache/cifar10-quick.drawn/net.safetensors'))).toBe(true);
    photos.dispose();
  } finally {
    vi.unstubAllEnvs();
    await server.close();
  }
});
