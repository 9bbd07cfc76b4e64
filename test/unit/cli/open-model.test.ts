import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {createModel, writeSafetensors} from 'tfjs-alexnet';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {Speaker} from '../../../src/cli/console-io';
import {openModelFor} from '../../../src/cli/open-model';
import {expectAlexNetError} from '../../support/matchers';
import {recordingIO} from '../../support/recording-io';
import {servedNet} from '../../support/served-net';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer} from '../../support/weight-server';

describe('openModelFor', () => {
  const given = {backend: 'cpu', batchSize: 1} as const;
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('reports what a directory without a model lacks', async () => {
    await expectAlexNetError(
      () => openModelFor({...given, model: 'nowhere'}, new Speaker(recordingIO())),
      'bad-data',
      'nowhere',
      'alexnet train --out',
    );
  });

  it('opens a weight file, and notes what it does not know of its preprocessing', async () => {
    await tf.setBackend('cpu');
    const trained = createModel('lenet5', {seed: 1});
    const path = join(temporaryDirectory(), 'lenet.safetensors');
    writeFileSync(path, await writeSafetensors(trained));
    const labels = join(temporaryDirectory(), 'labels.txt');
    writeFileSync(labels, Array.from({length: 10}, (_, i) => `digit ${i}`).join('\n'));
    const io = recordingIO();
    const {model, preprocessing} = await openModelFor(
      {...given, model: path, preset: 'lenet5', mean: '33', labels},
      new Speaker(io),
    );
    expect(model.countParams()).toBe(trained.countParams());
    expect([preprocessing.mean, preprocessing.classes[3]]).toEqual([[33], 'digit 3']);
    model.dispose();
    trained.dispose();
  });

  it('opens published weights by their name', async () => {
    await tf.setBackend('cpu');
    const {bytes, record} = await servedNet();
    const server = await startWeightServer(reply => {
      reply.file(bytes);
    });
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'table.json'), JSON.stringify([record]));
    vi.stubEnv('ALEXNET_WEIGHTS_TABLE', join(directory, 'table.json'));
    vi.stubEnv('ALEXNET_CACHE', directory);
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', server.origin);
    vi.stubEnv('no_proxy', '127.0.0.1');
    const {model, preprocessing} = await openModelFor(
      {...given, model: record.name},
      new Speaker(recordingIO()),
    );
    expect([model.name, preprocessing.preset]).toEqual(['lenet5', 'lenet5']);
    model.dispose();
    await server.close();
  });
});
