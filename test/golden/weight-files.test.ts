/** Readers against files that torch, numpy, safetensors and onnx wrote: make_weight_files.py, which also says what is in them. */
import {existsSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';
import {parseSafetensors} from '../../src/formats/safetensors/parse-safetensors';
import {parseTorchCheckpoint} from '../../src/formats/torch/parse-torch-checkpoint';
import {expectAlexNetError} from '../support/matchers';
import {byName, goldenWeights, RAMP} from '../support/weight-bytes';

const SHAPE = [2, 3, 2, 2];
const PAIR = [0.5, -1.25];

/** RAMP with its axes in another order, by a loop over the result's indices. */
function permuted(values: readonly number[], shape: readonly number[], order: readonly number[]): number[] {
  const result: number[] = [];
  const sizes = order.map(axis => shape[axis]!);
  const visit = (index: number[]): void => {
    if (index.length < sizes.length) {
      for (let i = 0; i < sizes[index.length]!; i++) {
        visit([...index, i]);
      }
      return;
    }
    const source = new Array<number>(shape.length);
    order.forEach((axis, i) => {
      source[axis] = index[i]!;
    });
    result.push(values[source.reduce((flat, at, axis) => flat * shape[axis]! + at, 0)]!);
  };
  visit([]);
  return result;
}

const DTYPES = {
  f32: [SHAPE, RAMP],
  f16: [SHAPE, RAMP],
  bf16: [SHAPE, RAMP],
  f64: [SHAPE, RAMP],
  i32: [[2], [-3, 2 ** 24]],
  i16: [[2], [-3, 300]],
  i8: [[2], [-3, 100]],
  u8: [[2], [3, 200]],
  bool: [[2], [1, 0]],
  empty: [[0, 3], []],
};

describe('safetensors', () => {
  it('returns the values of every dtype as float32, and the metadata', () => {
    const {arrays, metadata, format} = parseSafetensors(goldenWeights('dtypes.safetensors'));
    expect(byName(arrays)).toEqual({...DTYPES, i64: [[], [7]], i32: [[2], [-3, 2 ** 24]]});
    expect(metadata).toEqual({format: 'pt', note: 'größer'});
    expect(format).toBe('safetensors');
  });
});

describe('PyTorch', () => {
  const base = Array.from({length: 40}, (_, i) => i / 4);
  const grid = base.slice(0, 24);

  it.each(['zip', 'legacy'])('returns the values of every dtype as float32 (%s)', kind => {
    const {arrays, format} = parseTorchCheckpoint(goldenWeights(`dtypes-${kind}.pth`));
    expect(byName(arrays)).toEqual({...DTYPES, num_batches_tracked: [[], [7]]});
    expect(arrays.map(({name}) => name).slice(0, 3)).toEqual(['f32', 'f16', 'bf16']);
    expect(format).toBe('torch');
  });

  it.each(['zip', 'legacy'])(
    'gathers tensors that share, skip, permute or repeat their storage (%s)',
    kind => {
      const {arrays} = parseTorchCheckpoint(goldenWeights(`strided-${kind}.pth`));
      expect(byName(arrays)).toEqual({
        whole: [[40], base],
        part: [[6], base.slice(8, 14)],
        grid: [[2, 3, 4], grid],
        transposed: [[4, 2, 3], permuted(grid, [2, 3, 4], [2, 0, 1])],
        every_third: [[13], base.filter((_, i) => i % 3 === 1)],
        repeated: [[2, 3], new Array(6).fill(5 / 4)],
        column: [[6, 1], grid.filter((_, i) => i % 4 === 2)],
        half_transposed: [[2, 3, 2, 2], permuted(RAMP, SHAPE, [3, 1, 2, 0])],
        channels_last: [SHAPE, RAMP],
      });
      const [whole, part] = arrays;
      part!.data[0] = 99;
      expect(whole!.data[8]).toBe(2);
    },
  );

  it.each(['zip', 'legacy'])(
    'takes the state dict out of a whole checkpoint, names as in the file (%s)',
    kind => {
      const {arrays, metadata} = parseTorchCheckpoint(goldenWeights(`checkpoint-${kind}.pth`));
      const named = byName(arrays);
      expect(Object.keys(named)).toEqual([
        'module.conv.weight',
        'module.conv.bias',
        'module.norm.weight',
        'module.norm.bias',
        'module.norm.running_mean',
        'module.norm.running_var',
        'module.norm.num_batches_tracked',
      ]);
      expect(named['module.conv.weight']).toEqual([SHAPE, RAMP]);
      expect(named['module.conv.bias']).toEqual([[2], PAIR]);
      expect(named['module.norm.num_batches_tracked']).toEqual([[], [1]]);
      expect(metadata).toEqual({epoch: '90', arch: 'alexnet', best: '56.5'});
    },
  );

  it('reads parameters, protocol 4, lists and a tensor alone', () => {
    const read = (name: string): unknown => byName(parseTorchCheckpoint(goldenWeights(name)).arrays);
    expect(read('parameters.pth')).toEqual({plain: [[2], PAIR], noted: [[2], PAIR]});
    expect(read('protocol4.pth')).toEqual({weight: [SHAPE, RAMP], u16: [[1], [65535]]});
    expect(read('list.pth')).toEqual({0: [SHAPE, RAMP], '1.a': [[2], PAIR]});
    expect(read('tensor.pth')).toEqual({tensor: [[2], PAIR]});
  });

  it.each(['big-endian.pth', 'deflated.pth', 'without-checksum.pth'])('reads %s', name => {
    expect(byName(parseTorchCheckpoint(goldenWeights(name)).arrays)).toEqual({weight: [SHAPE, RAMP]});
  });

  it.each([
    ['evil-system.pth', 'posix.system'],
    ['evil-legacy.pth', 'posix.system'],
    ['evil-bare.pth', 'posix.system'],
    ['evil-eval.pth', '__builtin__.eval'],
    ['evil-getattr.pth', '__builtin__.getattr'],
  ])('refuses %s and names %s', async (file, global) => {
    await expectAlexNetError(
      () => parseTorchCheckpoint(goldenWeights(file)),
      'bad-weights',
      global,
      'nothing was called',
      'torch.save(model.state_dict()',
    );
    expect(existsSync('executed-by-pickle')).toBe(false);
  });
});

describe('NumPy', () => {
  const expected = {
    f4: [SHAPE, RAMP],
    f2: [SHAPE, RAMP],
    f8: [SHAPE, RAMP],
    big: [SHAPE, RAMP],
    fortran: [SHAPE, RAMP],
    fortran_half: [SHAPE, RAMP],
    i8: [[2], [-3, 2 ** 24]],
    u1: [[2], [3, 200]],
    b1: [[2], [1, 0]],
    scalar: [[], [2.5]],
    empty: [[0, 3], []],
    'folder/name': [[2], PAIR],
  };

  it.each(['arrays.npz', 'compressed.npz'])('reads every dtype and order in %s', name => {
    const {arrays, format} = parseNpz(goldenWeights(name));
    expect(byName(arrays)).toEqual(expected);
    expect(format).toBe('npz');
  });

  it.each(['ramp.npy', 'version2.npy'])('reads %s', name => {
    const array = parseNpy(goldenWeights(name), {fileName: `folder/${name}`});
    expect(array).toEqual({name: name.slice(0, -4), shape: SHAPE, data: Float32Array.from(RAMP)});
  });

  it.each([
    ['objects.npz', '|O'],
    ['records.npz', '<f4'],
  ])('refuses %s', async (name, received) => {
    await expectAlexNetError(() => parseNpz(goldenWeights(name)), 'unsupported', received, 'float32');
  });
});

describe('ONNX', () => {
  it('reads weights of every dtype, raw and as lists', () => {
    const {arrays, graph} = parseOnnx(goldenWeights('small.onnx'));
    const ramps = [
      'raw_f32',
      'typed_f32',
      'raw_f16',
      'typed_f16',
      'raw_bf16',
      'typed_bf16',
      'raw_f64',
      'typed_f64',
    ];
    expect(byName(arrays)).toEqual({
      ...Object.fromEntries(ramps.map(name => [name, [SHAPE, RAMP]])),
      typed_i64: [[2], [-3, 2 ** 24]],
      typed_u64: [[2], [3, 2 ** 24]],
      typed_i8: [[2], [-3, 100]],
      typed_bool: [[2], [1, 0]],
      scalar: [[], [7]],
    });
    expect(graph.initializers).toBe(arrays);
  });

  it('reads the graph', () => {
    const {graph, opset, metadata} = parseOnnx(goldenWeights('small.onnx'));
    expect(opset).toBe(13);
    expect(metadata).toEqual({
      ir_version: expect.stringMatching(/^\d+$/) as string,
      producer_name: 'make_weight_files',
      producer_version: '1',
      labels: 'dog,cat',
    });
    expect(graph.name).toBe('small');
    expect(graph.inputs).toEqual([{name: 'x', shape: ['N', 3, '', 8]}]);
    expect(graph.outputs).toEqual([{name: 'z', shape: []}]);
    expect(graph.nodes).toEqual([
      {
        name: 'conv',
        operator: 'Conv',
        inputs: ['x', 'raw_f32'],
        outputs: ['c'],
        attributes: {kernel_shape: [2, 2], group: 1, auto_pad: 'VALID'},
      },
      {
        name: '',
        operator: 'LRN',
        inputs: ['c'],
        outputs: ['n'],
        attributes: {size: 5, alpha: 0.5, beta: 0.75, bias: 2},
      },
      {
        name: '',
        operator: 'Constant',
        inputs: [],
        outputs: ['k'],
        attributes: {value: {name: '', shape: [2], data: Float32Array.from(PAIR)}},
      },
      {name: '', operator: 'Concat', inputs: ['n', 'n'], outputs: ['y'], attributes: {axis: 0}},
      {
        name: '',
        operator: 'com.microsoft.Gelu',
        inputs: ['y'],
        outputs: ['z'],
        attributes: {names: ['a', 'b'], factors: [0.5, 1.5]},
      },
    ]);
  });

  it('refuses weights in a second file, and strings, and names the fix', async () => {
    await expectAlexNetError(
      () => parseOnnx(goldenWeights('external.onnx')),
      'unsupported',
      '"w"',
      'onnx.save',
    );
    await expectAlexNetError(
      () => parseOnnx(goldenWeights('texts.onnx')),
      'unsupported',
      '"t"',
      'data type 8',
    );
  });
});
