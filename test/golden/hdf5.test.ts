/** HDF5 files that h5py wrote: make_hdf5.py, which also says what is in them. */
import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../src/errors';
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

  it('reads numbers of every type, and names datasets of others', () => {
    const {arrays, skipped} = parseHdf5(goldenWeights('types.h5'));
    const ramps = ['f8', 'f2', 'big', 'chunked'].map(name => [name, [SHAPE, RAMP]]);
    expect(byName(arrays)).toEqual({
      ...Object.fromEntries(ramps),
      i8: [[2], [-3, 2 ** 24]],
      u1: [[2], [3, 200]],
      scalar: [[], [2.5]],
    });
    expect(skipped).toEqual(['text (values that are no numbers)']);
  });

  it('reads values in chunks, however they are packed, and what is where nothing was written', () => {
    const {arrays, skipped} = parseHdf5(goldenWeights('chunks.h5'));
    const ramps = ['plain', 'gzip', 'shuffle', 'checksum', 'all'].map(name => [name, [SHAPE, RAMP]]);
    expect(byName(arrays)).toEqual({
      ...Object.fromEntries(ramps),
      filled: [
        [3, 3],
        [1, 7, 7, 7, 7, 7, 7, 7, 7],
      ],
      untouched: [[2], [-1, -1]],
    });
    expect(skipped).toEqual([expect.stringMatching(/^lzf .*32000/)]);
  });

  it('notices every flipped bit in a chunk packed by gzip that changes a value', () => {
    const bytes = goldenWeights('chunks.h5');
    const original = byName(parseHdf5(bytes).arrays);
    // Chunks of gzip begin with these bytes.
    const starts = [...bytes.keys()].filter(i => bytes[i] === 0x78 && bytes[i + 1] === 0x5e);
    let noticed = 0;
    for (const start of starts.slice(0, 12)) {
      for (const bit of [3, 20, 41, 60]) {
        const changed = bytes.slice();
        changed[start + 2 + (bit >> 3)]! ^= 1 << (bit & 7);
        try {
          expect(byName(parseHdf5(changed).arrays)).toEqual(original);
        } catch (error) {
          expect(error).toBeInstanceOf(AlexNetError);
          noticed++;
        }
      }
    }
    expect(noticed).toBeGreaterThan(40);
  });

  it('reads the newer form with groups of few members, in the order of writing', () => {
    const newer = byName(parseHdf5(goldenWeights('newer.h5')).arrays);
    expect(newer['conv/kernel']).toEqual([SHAPE, RAMP]);
    const tracked = parseHdf5(goldenWeights('tracked.h5')).arrays;
    expect(tracked.map(({name}) => name)).toEqual(['z', 'a']);
  });

  it.each(['keras3.weights.h5', 'keras3.keras'])(
    'names the variables of Keras 3 by their layers, in the order of writing (%s)',
    async name => {
      const {arrays, skipped, format} = await parseWeightFile(goldenWeights(name));
      expect([format, skipped]).toEqual(['hdf5', undefined]);
      expect(arrays.map(array => array.name)).toEqual([
        ...['last_by_name/vars/0', 'last_by_name/vars/1'],
        ...['bn/vars/0', 'bn/vars/1', 'bn/vars/2', 'bn/vars/3'],
      ]);
      expect(byName(arrays)['last_by_name/vars/0']).toEqual([SHAPE, RAMP]);
    },
  );
});
