/** HDF5 files that h5py wrote: make_hdf5.py, which also says what is in them. */
import {describe, expect, it} from 'vitest';
import {parseHdf5} from '../../src/formats/hdf5/parse-hdf5';
import {parseWeightFile} from '../../src/formats/parse-weight-file';
import {byName, goldenWeights, RAMP} from '../support/weight-bytes';

const SHAPE = [2, 3, 2, 2];
const PAIR = [0.5, -1.25];

describe('HDF5', () => {
  it("reads Caffe's blobs, and names what is beside them", async () => {
    const {arrays, skipped, format} = await parseWeightFile(goldenWeights('caffe.h5'));
    expect(byName(arrays)).toEqual({'conv1/0': [SHAPE, RAMP], 'conv1/1': [[2], PAIR]});
    expect([skipped, format]).toEqual([['diff (beside the weights)'], 'hdf5']);
  });

  it("reads Keras's weights", () => {
    const {arrays, skipped} = parseHdf5(goldenWeights('keras.h5'));
    expect(byName(arrays)).toEqual({
      'conv1/conv1/kernel:0': [SHAPE, RAMP],
      'conv1/conv1/bias:0': [[2], PAIR],
    });
    expect(skipped).toEqual(['optimizer_weights (beside the weights)']);
  });

  it('reads numbers of every type, and names datasets of others and those in chunks', () => {
    const {arrays, skipped} = parseHdf5(goldenWeights('types.h5'));
    const ramps = ['f8', 'f2', 'big'].map(name => [name, [SHAPE, RAMP]]);
    expect(byName(arrays)).toEqual({
      ...Object.fromEntries(ramps),
      i8: [[2], [-3, 2 ** 24]],
      u1: [[2], [3, 200]],
      scalar: [[], [2.5]],
    });
    expect(skipped).toEqual(['chunked (values in chunks)', 'text (values that are no numbers)']);
  });
});
