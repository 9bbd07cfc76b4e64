import {describe, expect, it} from 'vitest';
import {carriedPreprocessing, carryPreprocessing} from '../../../src/formats/carried-preprocessing';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

describe('carried preprocessing', () => {
  it('comes back as it was, or not at all where there was none', () => {
    expect(carriedPreprocessing(carryPreprocessing(TINY_PREPROCESSING), 'f')).toEqual(TINY_PREPROCESSING);
    expect(carryPreprocessing(undefined)).toEqual({});
    expect(carriedPreprocessing({format: 'pt'}, 'f')).toBeUndefined();
  });

  it('is checked, and the file named', async () => {
    await expectAlexNetError(
      () => carriedPreprocessing({'tfjs-alexnet.preprocessing': '{"version":2}'}, 'a.onnx'),
      'bad-weights',
      'a.onnx',
      'version = 2',
    );
  });
});
