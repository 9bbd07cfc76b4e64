/** Checkpoints as training scripts leave them: make_torch_checkpoints.py wrote the files, and says what is in them. */
import {describe, expect, it} from 'vitest';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {parseTorchCheckpoint} from '../../src/formats/torch/parse-torch-checkpoint';
import {byName, goldenWeights, RAMP} from '../support/weight-bytes';

const SHAPE = [2, 3, 2, 2];
const PAIR = [0.5, -1.25];
const WEIGHTS = {'conv.weight': [SHAPE, RAMP], 'conv.bias': [[2], PAIR]};

describe('PyTorch', () => {
  it.each(['zip', 'legacy'])(
    'reads the weights beside objects of other types, and names those (%s)',
    kind => {
      const {arrays, metadata, skipped} = parseTorchCheckpoint(goldenWeights(`foreign-${kind}.pth`));
      expect(byName(arrays)).toEqual(WEIGHTS);
      expect(metadata).toEqual({epoch: '3', best: '56.5', top5: '0.25', done: 'true'});
      expect(skipped).toEqual([
        'args (argparse.Namespace)',
        'optimizer (2 tensors beside the weights)',
        'meter (__main__.Meter)',
      ]);
    },
  );

  it('reads the tensors beside those of types that are not read, and names those', () => {
    const {arrays, skipped = []} = parseTorchCheckpoint(goldenWeights('odd-tensors.pth'));
    expect(byName(arrays)).toEqual({weight: [SHAPE, RAMP], bias: [[2], PAIR]});
    expect(skipped.map(name => name.split(' ')[0])).toEqual(['float8', 'sparse', 'quantized', 'complex']);
    expect(skipped.join()).toMatch(/float8_e4m3fn.*_rebuild_sparse_tensor.*_rebuild_qtensor.*Complex/);
  });

  it.each(['zip', 'legacy'])(
    'returns the values that PyTorch shows, whatever bits a tensor has (%s)',
    kind => {
      const {arrays} = parseTorchCheckpoint(goldenWeights(`bits-${kind}.pth`));
      const named = byName(arrays);
      expect(named.plain).toEqual([SHAPE, RAMP]);
      expect(named.negative).toEqual([[2], PAIR]);
      expect(named.negative_parameter).toEqual([[2], PAIR]);
      expect(named.conjugate).toEqual([SHAPE, RAMP.map(value => -value)]);
      const transposed = named.negative_transposed!;
      expect(transposed[0]).toEqual([2, 3, 2, 2]);
      // [0, 0, 0, 1] of the transposed tensor is [1, 0, 0, 0] of the ramp.
      expect(transposed[1][1]).toBe(RAMP[12]);
    },
  );

  it.each(['ndarrays-zip.pth', 'ndarrays-legacy.pth', 'plain.pkl'])(
    'reads arrays of NumPy by their names (%s)',
    name => {
      expect(byName(parseTorchCheckpoint(goldenWeights(name)).arrays)).toEqual(WEIGHTS);
    },
  );

  it('multiplies pruned weights by their masks', () => {
    const {arrays} = parseTorchCheckpoint(goldenWeights('pruned.pth'));
    const pruned = RAMP.map((value, i) => value * (i % 2));
    expect(Object.keys(byName(arrays)).sort()).toEqual(['bias', 'weight']);
    expect([...arrays.find(({name}) => name === 'weight')!.data].map(value => value + 0)).toEqual(
      pruned.map(value => value + 0),
    );
  });
});

describe('NumPy', () => {
  it.each([2, 3, 4, 5])('reads the arrays of a dictionary, by pickle protocol %i', protocol => {
    const {arrays, format} = parseNpz(goldenWeights(`dictionary-${protocol}.npy`));
    const named = byName(arrays);
    expect(Object.keys(named)).toEqual(['conv1/weights', 'conv1/biases', 'fc6/weights']);
    expect(named['conv1/weights']).toEqual([SHAPE, RAMP]);
    expect(named['conv1/biases']).toEqual([[2], PAIR]);
    expect(named['fc6/weights']![0]).toEqual([6, 4]);
    expect(named['fc6/weights']![1].slice(0, 4)).toEqual([RAMP[0], RAMP[6], RAMP[12], RAMP[18]]);
    expect(format).toBe('npz');
  });

  it('names the arrays of a list by their places, and what is no array', () => {
    const {arrays, skipped} = parseNpz(goldenWeights('lists.npy'));
    expect(byName(arrays)).toEqual({'conv1/0': [SHAPE, RAMP], 'conv1/1': [[2], PAIR]});
    expect(skipped).toEqual(['note (__main__.Meter)']);
  });
});
