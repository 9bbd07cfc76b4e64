import {it} from 'vitest';
import {requirePreprocessing} from '../../../src/augmentation/require-preprocessing';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING as preprocessing} from '../../support/tiny-run';

it.each([undefined, null, {}, {preprocessing: {mean: [1]}}])('refuses the options %j', async options => {
  requirePreprocessing('f', {preprocessing});
  await expectAlexNetError(
    () => {
      requirePreprocessing('f', options as never);
    },
    'bad-argument',
    'preprocessing = ',
    'openModel',
  );
});
