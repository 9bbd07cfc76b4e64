import '@tensorflow/tfjs-backend-cpu';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {serializePreprocessing} from '../../../src/core/preprocessing';
import {fileSystemIO} from '../../../src/training/file-system-io.node.js';
import {readStartWeights} from '../../../src/training/start-weights.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel} from '../../support/tiny-run';

describe('readStartWeights', () => {
  it('reads the weights of a model directory by their names', async () => {
    const directory = temporaryDirectory();
    const model = tinyModel();
    await model.save(fileSystemIO(directory));
    writeFileSync(join(directory, 'preprocessing.json'), serializePreprocessing(TINY_PREPROCESSING));
    const weights = await readStartWeights(directory);
    expect(weights.map(({name}) => name)).toEqual(['conv1/kernel', 'conv1/bias', 'fc/kernel', 'fc/bias']);
    expect([...weights[0]!.data]).toEqual([...model.getWeights()[0]!.dataSync()]);
  });

  it('says what it can read when given something else', async () => {
    const directory = temporaryDirectory();
    await expectAlexNetError(() => readStartWeights(join(directory, 'none')), 'bad-argument', 'none');
    writeFileSync(join(directory, 'net.pth'), 'x');
    await expectAlexNetError(() => readStartWeights(join(directory, 'net.pth')), 'unsupported', 'net.pth');
  });
});
