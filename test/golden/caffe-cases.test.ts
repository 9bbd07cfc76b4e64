/** Caffe networks in the style of other authors, with outputs of OpenCV, from the folder `cases` beside the test data. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../src/definitions/caffe/network-from-caffe';
import {parseCaffeModel} from '../../src/formats/caffe/parse-caffe-model';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {TEST_DATA} from '../support/data';
import {expectAlexNetError, expectClose} from '../support/matchers';
import {tidyValues} from '../support/tidy-values';

const FOLDER = join(TEST_DATA, '..', 'cases', 'caffe');
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)));
const network = (name: string): ReturnType<typeof networkFromCaffe> =>
  networkFromCaffe(new TextDecoder().decode(file(`${name}.prototxt`)), {
    weights: parseCaffeModel(file(`${name}.caffemodel`)),
  });

describe.skipIf(!existsSync(FOLDER))('networks of Caffe [cases]', () => {
  it.each([
    ['c38nvbn5', 'c38nvgold'],
    ['c38nvgold', 'c38nvgold'],
    ['c40fullconv', 'c40fullconv'],
  ])('%s predicts what is recorded for it', (name, golden) => {
    const [input, output] = [parseNpy(file(`${golden}.x.npy`)), parseNpy(file(`${golden}.y.npy`))];
    const found = tidyValues(() => {
      const x = tf.transpose(
        tf.tensor4d(input.data, input.shape as [number, number, number, number]),
        [0, 2, 3, 1],
      );
      const y = network(name).model.predict(x) as tf.Tensor;
      return (y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y).dataSync();
    });
    expectClose(found, output.data, 1e-4);
  });

  it('refuses a bias that the definition does not have', async () => {
    const error = await expectAlexNetError(() => network('d01biasblob'), 'bad-weights', 'conv1/1');
    expect(error.message).toContain('no place in the definition');
  });
});
