/** Networks saved as objects, and weights that PyTorch computes: make_torch_modules.py wrote the files and the values. */
import {describe, expect, it} from 'vitest';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {parseTorchCheckpoint} from '../../src/formats/torch/parse-torch-checkpoint';
import {expectAlexNetError, expectClose} from '../support/matchers';
import {byName, goldenWeights} from '../support/weight-bytes';

/** Reads a file, and compares it with the values of PyTorch, whose names have `prefix` in front there. */
function expectState(file: string, truth: string, prefix = ''): ReturnType<typeof parseTorchCheckpoint> {
  const read = parseTorchCheckpoint(goldenWeights(file));
  const found = byName(read.arrays);
  const expected = byName(parseNpz(goldenWeights(truth)).arrays);
  expect(Object.keys(found).sort()).toEqual(
    Object.keys(expected)
      .map(name => prefix + name)
      .sort(),
  );
  for (const [name, [shape, values]] of Object.entries(expected)) {
    expect(found[prefix + name]![0]).toEqual(shape);
    expectClose(found[prefix + name]![1], values, 1e-6);
  }
  return read;
}

describe('a network saved as an object', () => {
  it.each(['whole-zip.pth', 'whole-legacy.pth'])('%s has the arrays of its state dict', file => {
    expect(expectState(file, 'whole.npz').skipped).toBeUndefined();
  });

  it('is found in a checkpoint, and an inner network called model is no wrapper', () => {
    expect(expectState('whole-inside.pth', 'whole.npz', 'module.').metadata).toEqual({epoch: '3'});
  });

  it('has the arrays of its state dict as a program of TorchScript', () => {
    expectState('scripted.pt', 'scripted.npz');
  });

  it('is refused as a frozen program, whose weights are constants, with what to do', async () => {
    await expectAlexNetError(
      () => parseTorchCheckpoint(goldenWeights('frozen.pt')),
      'unsupported',
      'TorchScript',
      'state_dict',
    );
  });
});

describe('weights that PyTorch computes', () => {
  it('are those of weight and spectral normalization in evaluation', () => {
    expectState('normalized.pth', 'normalized.npz');
  });
});
