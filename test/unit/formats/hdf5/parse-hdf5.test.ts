import {describe, expect, it} from 'vitest';
import {parseHdf5} from '../../../../src/formats/hdf5/parse-hdf5';
import {expectAlexNetError} from '../../../support/matchers';
import {goldenWeights, utf8} from '../../../support/weight-bytes';

describe('parseHdf5', () => {
  it('refuses files that end too early, and other files', async () => {
    const bytes = goldenWeights('caffe.h5');
    for (const length of [0, 4, 8, 100, 1000, 4000, bytes.length - 1]) {
      await expectAlexNetError(() => parseHdf5(bytes.slice(0, length)), 'bad-weights');
    }
    await expectAlexNetError(() => parseHdf5(utf8('hello')), 'bad-weights', 'no HDF5 file');
  });

  it('says that the newer form is not read', async () => {
    const bytes = goldenWeights('caffe.h5');
    bytes[8] = 2;
    await expectAlexNetError(() => parseHdf5(bytes), 'unsupported', 'superblock 2', 'libver');
  });

  it('takes the group of the weights', () => {
    expect(parseHdf5(goldenWeights('caffe.h5')).arrays.map(({name}) => name)).toEqual(['conv1/0', 'conv1/1']);
  });
});
